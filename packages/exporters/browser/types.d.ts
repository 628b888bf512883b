// The events of the stream, as the server encodes them (src/page/encode.ts, src/page/alert-log.ts).

export type State = 'warming' | 'normal' | 'pending' | 'firing' | 'resolving' | 'no_data';

/** Value, lowest and highest expected value, share of the score. */
export type Reading = [value: number | null, low: number | null, high: number | null, share: number | null];

export interface Row {
  time: number;
  state: State;
  isAnomaly: boolean;
  score: number | null;
  threshold: number | null;
  probability: number | null;
  features: Record<string, Reading>;
}

export interface Verdict {
  time: number;
  host: string;
  state: State;
  isAnomaly: boolean;
  since: number;
  pValue: number | null;
  provisional: boolean;
  maintenance: boolean;
  drift: boolean;
  explanation: string;
  model: { kind: string; version: string };
}

export interface Alert {
  id: string;
  begin: number;
  end: number | null;
  peak: number;
  score: number | null;
  threshold: number | null;
  explanation: string;
}

export interface Page {
  ready: boolean;
  reason: string;
  hosts: string[];
}

/** What the browser knows of the connection. */
export type Link = 'connecting' | 'live' | 'lost' | 'stopped' | 'full';

export interface Listener {
  /** The stream begins. Unless it is resumed, all earlier data is out of date. `now` is the server's clock. */
  begin(now: number, isResumed: boolean): void;
  rows(rows: Row[]): void;
  alerts(alerts: Alert[]): void;
  verdict(verdict: Verdict): void;
  page(page: Page): void;
  link(link: Link): void;
}
