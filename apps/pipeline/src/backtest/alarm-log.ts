import type { DetectorVerdict } from '../run/create-detector.js';
import type { Alarm } from './report.js';

/** An alarm, with the numbers of its first and last judged sample. */
export interface LoggedAlarm extends Omit<Alarm, 'isTrue'> {
  readonly first: number;
  readonly last: number;
}

/** Gathers the verdicts of one detector into alarms: one per alert, from its first to its last verdict, pauses included. */
export class AlarmLog {
  readonly #alarms: LoggedAlarm[] = [];
  #current: LoggedAlarm | undefined;

  /** Takes in the verdict on the sample with this number. */
  add(verdict: DetectorVerdict, index: number): void {
    if (!verdict.isAnomaly) {
      this.#end();
      return;
    }
    const { host, timestamp, score, threshold, explanation } = verdict;
    const id = verdict.alertId ?? this.#current?.id ?? `${host}/${new Date(timestamp).toISOString()}`;
    if (this.#current && this.#current.id !== id) this.#end();
    // An alert that comes back within its cool-down is the same one.
    const resumed = this.#alarms.at(-1)?.id === id ? this.#alarms.pop() : undefined;
    const before = this.#current ??
      resumed ?? {
      id,
      host,
      start: timestamp,
      peak: { timestamp, score, threshold },
      explanation,
      first: index,
    };
    const isPeak = score > before.peak.score || Number.isNaN(before.peak.score);
    this.#current = {
      ...before,
      ...((isPeak || before.explanation === '') && { peak: { timestamp, score, threshold }, explanation }),
      end: timestamp,
      isOpen: true,
      last: index,
    };
  }

  /** All alarms so far, in order of time; the last may still be on. */
  get alarms(): readonly LoggedAlarm[] {
    return this.#current ? [...this.#alarms, this.#current] : this.#alarms;
  }

  #end(): void {
    if (this.#current) this.#alarms.push({ ...this.#current, isOpen: false });
    this.#current = undefined;
  }
}
