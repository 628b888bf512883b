import { parseTime } from '../text/parse-time.js';

/** A stretch of samples of one host. */
export interface Span {
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** What the name of an alert says, `host/time` or `host/time/number`: its host and its beginning. */
export function parseAlertId(id: string): Span | undefined {
  const match = /^(.+)\/(\d{4}-\d\d-\d\dT[\d:.]+Z)(?:\/\d+)?$/.exec(id);
  const from = match ? parseTime(match[2]) : undefined;
  return match && from !== undefined ? { host: match[1], from, to: from } : undefined;
}
