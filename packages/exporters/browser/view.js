// Which span of time the charts show: the latest minutes, or a chosen span that stands still.

/** Least number of seconds shown. */
const SHORTEST = 60;
const STORED = 'anomaly-detection-span';

/** The span that all charts share, in seconds. */
export class View {
  /** @type {[from: number, to: number] | undefined} */
  #chosen;
  #span = 900;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
  }

  /** Whether it stands still. */
  get isChosen() {
    return this.#chosen !== undefined;
  }

  /** Length of the span that moves along. */
  get span() {
    return this.#span;
  }

  /**
   * The span to show now. It grows with the samples until there are enough to fill it.
   *
   * @param {number} first time of the oldest sample
   * @param {number} latest time of the newest
   * @returns {[from: number, to: number]}
   */
  range(first, latest) {
    const filled = Math.min(this.#span, Math.max(latest - first, SHORTEST));
    return this.#chosen ?? [latest - filled, latest];
  }

  /**
   * Stands still on a span, widened to ten seconds if it is shorter.
   *
   * @param {number} from
   * @param {number} to
   */
  choose(from, to) {
    const missing = Math.max(0, 10 - (to - from)) / 2;
    this.#chosen = [from - missing, to + missing];
    this.onChange();
  }

  /** Moves along with the newest sample. */
  follow(span = this.#span) {
    this.#chosen = undefined;
    this.#span = span;
    remember(span);
    this.onChange();
  }

  /** Takes the span of the last visit, if it is one of those offered. @param {readonly number[]} offered */
  recall(offered) {
    const span = Number(recalled());
    if (offered.includes(span)) this.#span = span;
  }
}

// Storage may be forbidden; the page works without.
/** @param {number} span */
function remember(span) {
  try {
    localStorage.setItem(STORED, String(span));
  } catch {}
}

function recalled() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}
