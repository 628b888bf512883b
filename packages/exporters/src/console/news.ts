import type { Verdict } from '../verdict.js';

/** What is new in a verdict, compared with the verdicts before it. */
export interface VerdictNews {
  /** Whether an alert begins: the moment to say the reason. */
  readonly begins: boolean;
  /** Other news, in words. */
  readonly notes: readonly string[];
}

interface HostRecord {
  /** The alert in progress, or the last one. */
  readonly alertId: string | undefined;
  readonly begunAt: number;
  readonly isOpen: boolean;
  readonly isDrifting: boolean;
}

const MAX_HOSTS = 10_000;
const UNHEARD: HostRecord = { alertId: undefined, begunAt: 0, isOpen: false, isDrifting: false };
/** Stands for the id of an alert where the detector gives no ids. */
const NO_ID = '';

/**
 * Finds what is new in a stream of verdicts: an alert begins or ends, or what is usual has changed. An alert that fires again
 * under the same id is not new. Remembers the hosts of the latest verdicts, a bounded number.
 */
export class NewsReader {
  readonly #hosts = new Map<string, HostRecord>();

  read(verdict: Verdict): VerdictNews {
    const { host, timestamp, isAnomaly } = verdict;
    const known = this.#hosts.get(host) ?? UNHEARD;
    const alertId = verdict.alertId === undefined && isAnomaly ? NO_ID : (verdict.alertId ?? undefined);
    const isOpen = alertId !== undefined;
    // Without ids, an alert that follows another one is a new alert.
    const isSame = alertId === known.alertId && (known.isOpen || alertId !== NO_ID);
    const begins = isOpen && !isSame;
    const isDrifting = verdict.drift === true;
    const notes: string[] = [];
    if (known.isOpen && !isOpen) notes.push(`resolved after ${formatDuration(timestamp - known.begunAt)}`);
    if (isDrifting && !known.isDrifting) notes.push('what is usual has changed; retraining is advised');
    this.#remember(host, {
      alertId: alertId ?? known.alertId,
      begunAt: begins ? timestamp : known.begunAt,
      isOpen,
      isDrifting,
    });
    return { begins, notes };
  }

  #remember(host: string, record: HostRecord): void {
    // Deleting first moves the host to the end of the map's order, which keeps the oldest at its start.
    this.#hosts.delete(host);
    this.#hosts.set(host, record);
    const [oldest] = this.#hosts.keys();
    if (this.#hosts.size > MAX_HOSTS && oldest !== undefined) this.#hosts.delete(oldest);
  }
}

const STEPS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** The two largest units: `45 s`, `2 min 15 s`, `3 d 4 h`. The live page writes durations in the same way (`browser/text.js`). */
function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const first = STEPS.findIndex(([size]) => seconds >= size);
  if (first < 0) return '0 s';
  const [[size, unit], next] = [STEPS[first]!, STEPS[first + 1]];
  const whole = `${Math.floor(seconds / size)} ${unit}`;
  const rest = next ? Math.floor((seconds % size) / next[0]) : 0;
  return next && rest > 0 ? `${whole} ${rest} ${next[1]}` : whole;
}
