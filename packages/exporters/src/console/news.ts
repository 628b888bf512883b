import type { Verdict } from '../verdict.js';

/** What a verdict says that the ones before it did not. */
export interface VerdictNews {
  /** Whether an alert begins: the moment to say why. */
  readonly begins: boolean;
  /** What else is new, in words. */
  readonly notes: readonly string[];
}

interface HostRecord {
  /** The alert in progress, or the last one. */
  readonly alertId: string | undefined;
  readonly begunAt: number;
  readonly isOpen: boolean;
  readonly isDrifting: boolean;
}

const UNHEARD: HostRecord = { alertId: undefined, begunAt: 0, isOpen: false, isDrifting: false };
/** The id of any alert of a detector that gives none. */
const NAMELESS = '';

/**
 * Finds the news in a stream of verdicts: an alert that begins or ends, a regime that has changed. An alert that fires again
 * under the same id is no news. Remembers as many hosts as allowed, those of the latest verdicts.
 */
export class NewsDesk {
  readonly #hosts = new Map<string, HostRecord>();
  readonly #maxHosts: number;

  constructor(maxHosts = 10_000) {
    this.#maxHosts = maxHosts;
  }

  read(verdict: Verdict): VerdictNews {
    const { host, timestamp, isAnomaly } = verdict;
    const known = this.#hosts.get(host) ?? UNHEARD;
    const alertId = verdict.alertId === undefined && isAnomaly ? NAMELESS : (verdict.alertId ?? undefined);
    const isOpen = alertId !== undefined;
    const isSame = alertId === known.alertId && (known.isOpen || alertId !== NAMELESS);
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
    if (this.#hosts.size <= this.#maxHosts) return;
    for (const oldest of this.#hosts.keys()) {
      this.#hosts.delete(oldest);
      return;
    }
  }
}

const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** The two largest units that count: `45 s`, `2 min 15 s`, `3 d 4 h`. */
function formatDuration(milliseconds: number): string {
  let rest = Math.max(0, Math.round(milliseconds / 1000)) || 0;
  const first = Math.max(
    0,
    UNITS.findIndex(([size]) => rest >= size),
  );
  const parts = UNITS.slice(rest === 0 ? -1 : first)
    .slice(0, 2)
    .map(([size, unit]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return { count, text: `${count} ${unit}` };
    });
  return parts
    .filter(({ count }, i) => i === 0 || count > 0)
    .map(({ text }) => text)
    .join(' ');
}
