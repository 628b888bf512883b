/** What became of one check. */
export type CheckResult =
  | { readonly status: 'ok'; readonly detail: string }
  | {
      readonly status: 'failed';
      readonly detail: string;
      /** What the reader should do about it. */
      readonly advice: string;
    }
  /** The configuration does not name this service; `advice` says which key would. */
  | { readonly status: 'not_configured'; readonly advice: string };

/** One thing to check. */
export interface Check {
  readonly name: string;
  run(signal: AbortSignal): Promise<CheckResult>;
}
