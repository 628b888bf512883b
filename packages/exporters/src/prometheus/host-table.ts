import type { Verdict } from '../verdict.js';

/** How a sample ended: the values of the label `result`. */
export const SAMPLE_RESULTS = ['normal', 'anomaly', 'warming', 'no_data'] as const;

/** What is known of one host. */
export interface HostEntry {
  /** The last verdict; `undefined` before the first. */
  readonly verdict: Verdict | undefined;
  /** False until a sample could be scored, so that "not scored yet" is never shown as "not an anomaly". */
  readonly decided: boolean;
  readonly samples: Readonly<Record<(typeof SAMPLE_RESULTS)[number], number>>;
  /** Times that the decision turned from normal to anomaly. */
  readonly anomalies: number;
  /** Alerts begun. One that fires again under the same id counts once. */
  readonly alerts: number;
  readonly lastAlertId: string | undefined;
}

/** The entry of a host before its first verdict. */
export const UNHEARD: HostEntry = {
  verdict: undefined,
  decided: false,
  samples: { normal: 0, anomaly: 0, warming: 0, no_data: 0 },
  anomalies: 0,
  alerts: 0,
  lastAlertId: undefined,
};

/** The entry after one more verdict. */
export function advance(entry: HostEntry, verdict: Verdict): HostEntry {
  const { state } = verdict;
  const scored = state !== 'no_data' && state !== 'warming';
  const result = scored ? (verdict.isAnomaly ? 'anomaly' : 'normal') : state;
  const begins = verdict.isAnomaly && entry.verdict?.isAnomaly !== true;
  const alertId = verdict.alertId ?? entry.lastAlertId;
  return {
    verdict,
    // A detector that was restarted may hold an anomaly while samples cannot be scored: that is a decision too.
    decided: entry.decided || scored || verdict.isAnomaly,
    samples: { ...entry.samples, [result]: entry.samples[result] + 1 },
    anomalies: entry.anomalies + (begins ? 1 : 0),
    alerts: entry.alerts + (alertId === entry.lastAlertId ? 0 : 1),
    lastAlertId: alertId,
  };
}

/**
 * The hosts that sent verdicts lately, least recent first. Bounded: a host that is silent for longer than the time to live is
 * forgotten, and a new host is refused while the table is full. A new host never takes the place of a known one, because then
 * the series of all hosts would come and go.
 */
export class HostTable {
  readonly #maxHosts: number;
  readonly #ttlMilliseconds: number;
  readonly #now: () => number;
  readonly #hosts = new Map<string, { readonly entry: HostEntry; readonly heardAt: number }>();

  constructor(options: { maxHosts: number; ttlMilliseconds: number; now: () => number }) {
    this.#maxHosts = options.maxHosts;
    this.#ttlMilliseconds = options.ttlMilliseconds;
    this.#now = options.now;
  }

  /** Takes a verdict; false when its host is new and the table is full. */
  record(verdict: Verdict): boolean {
    const { host } = verdict;
    const now = this.#now();
    this.#forgetSilent(now);
    const known = this.#hosts.get(host);
    if (known === undefined && this.#hosts.size >= this.#maxHosts) return false;
    // Deleting first moves the host to the end of the map's order, which keeps the oldest at its start.
    this.#hosts.delete(host);
    this.#hosts.set(host, { entry: advance(known?.entry ?? UNHEARD, verdict), heardAt: now });
    return true;
  }

  *entries(): Iterable<readonly [host: string, entry: HostEntry]> {
    this.#forgetSilent(this.#now());
    for (const [host, { entry }] of this.#hosts) yield [host, entry];
  }

  #forgetSilent(now: number): void {
    for (const [host, { heardAt }] of this.#hosts) {
      if (now - heardAt <= this.#ttlMilliseconds) return;
      this.#hosts.delete(host);
    }
  }
}
