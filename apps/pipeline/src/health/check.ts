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

/** The message of an error, or of what caused it in the end: `fetch failed` alone says nothing. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer in time';
  const cause = error.cause instanceof AggregateError ? error.cause.errors[0] : error.cause;
  return cause instanceof Error ? describeError(cause) : error.message;
}
