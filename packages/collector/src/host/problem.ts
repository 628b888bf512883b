import type { CollectorError, MissingReason } from '../errors.js';

/** A change in whether a feature can be read: reported once when it goes missing and once when it is back. */
export type HostProblem =
  | {
      /** A host feature such as `disk`, or the key of a custom metric. */
      readonly feature: string;
      readonly reason: MissingReason;
      /** What happened, for people; `cause` is the original error where there was one. */
      readonly error: CollectorError<MissingReason>;
    }
  | { readonly feature: string; readonly reason: 'recovered' };
