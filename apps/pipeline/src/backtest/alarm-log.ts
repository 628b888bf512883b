import type { Judgement } from '../detectors/detector.js';
import type { Alarm } from './report.js';

/** An alarm, with the numbers of its first and last judged sample. */
export interface LoggedAlarm extends Omit<Alarm, 'isTrue'> {
  readonly first: number;
  readonly last: number;
}

type Height = Pick<Alarm, 'peak' | 'explanation'>;

/** Gathers the verdicts of one detector into alarms: one per alert, from its first to its last verdict, pauses included. */
export class AlarmLog {
  readonly #alarms: LoggedAlarm[] = [];
  #current: LoggedAlarm | undefined;
  /** The height of what may become an alarm: it is often reached before the alarm is confirmed. */
  #pending: Height | undefined;

  /** Takes in the verdict on the sample with this number. */
  add(verdict: Judgement, index: number): void {
    const { host, timestamp, score, threshold, explanation, state, trueChance = null } = verdict;
    const height: Height = { peak: { timestamp, score, threshold }, explanation };
    if (!verdict.isAnomaly) {
      this.#end();
      this.#pending = state === 'pending' ? higher(this.#pending, height) : undefined;
      return;
    }
    const id = verdict.alertId ?? this.#current?.id ?? `${host}/${new Date(timestamp).toISOString()}`;
    if (this.#current?.id !== id) this.#end();
    // An alert that comes back within its cool-down is the same one.
    if (this.#alarms.at(-1)?.id === id) this.#current = this.#alarms.pop();
    const before = this.#current ?? { id, host, start: timestamp, first: index, trueChance };
    const heightBefore = this.#current ?? this.#pending;
    this.#pending = undefined;
    this.#current = {
      ...before,
      ...higher(heightBefore, height),
      trueChance: trueChance === null ? before.trueChance : Math.max(trueChance, before.trueChance ?? 0),
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

/** Whichever is farther above its threshold; but a reason in words is worth more. */
function higher(a: Height | undefined, b: Height): Height {
  if (!a) return b;
  if ((a.explanation === '') !== (b.explanation === '')) return a.explanation === '' ? pick(b) : pick(a);
  return b.peak.score / b.peak.threshold > a.peak.score / a.peak.threshold ? pick(b) : pick(a);
}

function pick({ peak, explanation }: Height): Height {
  return { peak, explanation };
}
