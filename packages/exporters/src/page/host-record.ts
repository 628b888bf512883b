import { randomUUID } from 'node:crypto';
import type { Verdict } from '../verdict.js';
import { AlertLog } from './alert-log.js';
import { encodeRow, encodeVerdict } from './encode.js';
import { RowLog, type RowLogLimits } from './row-log.js';

/** The last hour of one host. Each verdict is encoded once, for all clients. */
export class HostRecord {
  /** Part of the ids of events, so that rows of this record differ from those before a restart. */
  readonly epoch = randomUUID().slice(0, 8);
  readonly rows: RowLog;
  readonly alerts = new AlertLog();
  #latest: Verdict | undefined;
  #since = 0;
  #latestVerdict = '';

  constructor(limits: RowLogLimits) {
    this.rows = new RowLog(limits);
  }

  /** Timestamp of the latest verdict. */
  get latestTimestamp(): number {
    return this.#latest?.timestamp ?? Number.NEGATIVE_INFINITY;
  }

  /** The latest verdict as JSON; empty before the first. */
  get latestVerdict(): string {
    return this.#latestVerdict;
  }

  write(verdict: Verdict): void {
    if (verdict.isAnomaly !== this.#latest?.isAnomaly) this.#since = verdict.timestamp;
    this.#latest = verdict;
    this.#latestVerdict = encodeVerdict(verdict, this.#since);
    this.rows.append(verdict.timestamp, encodeRow(verdict));
    this.alerts.observe(verdict);
  }
}
