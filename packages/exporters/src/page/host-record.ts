import { randomUUID } from 'node:crypto';
import type { Verdict } from '../verdict.js';
import { AlertLog } from './alert-log.js';
import { encodeRow, encodeVerdict } from './encode.js';
import { RowLog, type RowLogLimits } from './row-log.js';

/** What is kept of one host. Each verdict is encoded once, however many clients read it. */
export class HostRecord {
  /** Tells rows of this record from those of an earlier one, in front of their numbers. */
  readonly epoch = randomUUID().slice(0, 8);
  readonly rows: RowLog;
  readonly alerts = new AlertLog();
  #latest: Verdict | undefined;
  #since = 0;
  #current = '';

  constructor(limits: RowLogLimits) {
    this.rows = new RowLog(limits);
  }

  /** Timestamp of the latest verdict. */
  get latest(): number {
    return this.#latest?.timestamp ?? Number.NEGATIVE_INFINITY;
  }

  /** The latest verdict as JSON; empty before the first. */
  get current(): string {
    return this.#current;
  }

  write(verdict: Verdict): void {
    if (verdict.isAnomaly !== this.#latest?.isAnomaly) this.#since = verdict.timestamp;
    this.#latest = verdict;
    this.#current = encodeVerdict(verdict, this.#since);
    this.rows.append(verdict.timestamp, encodeRow(verdict));
    this.alerts.observe(verdict);
  }
}
