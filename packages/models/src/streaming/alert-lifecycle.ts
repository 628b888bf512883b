import type { Json } from '../codec.js';
import { numberOption } from '../options.js';
import type { Sample } from '../sample.js';
import { checkShape, number, object, orNull, type Shape, size, text } from '../shape.js';
import { type ConfirmOptions, checkConfirm } from '../threshold/confirm.js';
import type { DetectorState } from '../verdict.js';

/**
 * What one sample says.
 *
 * - `above`: its score is above the threshold, where alerts are entered
 * - `between`: below the threshold, above the level where alerts are left
 * - `below`: below both
 * - `none`: it could not be scored
 * - `warming`: the model is not ready to score it
 */
export type AlertLevel = 'above' | 'between' | 'below' | 'none' | 'warming';

/** Options of {@link AlertLifecycle}. */
export interface AlertLifecycleOptions {
  readonly confirm?: ConfirmOptions | undefined;
  /** An alert that fires again this soon after it ended is the same alert. 0 makes each one new. @default 300 */
  readonly coolDownSeconds?: number | undefined;
  /** State to go on from, of an earlier {@link AlertLifecycle.snapshot}. */
  readonly from?: Json | undefined;
}

const heldStates = ['normal', 'pending', 'firing', 'resolving'] as const;
type HeldState = (typeof heldStates)[number];

/** State between two samples. */
type Snapshot = {
  readonly state: HeldState;
  /** One bit per recent sample, the newest lowest: whether it was above the threshold. */
  readonly recent: number;
  /** Samples in a row that were below. */
  readonly below: number;
  /** The alert in progress, or else the last one; `null` before the first. */
  readonly lastId: string | null;
  /** Time of the stream since that alert ended, in milliseconds; a clock set back adds nothing. */
  readonly quietMilliseconds: number;
  /** Timestamp of the last sample that counted. */
  readonly clock: number | null;
  /** Alerts begun. */
  readonly alerts: number;
  /** Latest time that an id was made of. */
  readonly latestStart: number | null;
};

const heldState: Shape<HeldState> = (value): value is HeldState =>
  heldStates.some((state) => state === value);

const snapshotShape = object<Snapshot>({
  state: heldState,
  recent: number,
  below: size,
  lastId: orNull(text),
  quietMilliseconds: size,
  clock: orNull(number),
  alerts: size,
  latestStart: orNull(number),
});

/** Where an alert stands after a sample. */
export interface AlertStatus {
  readonly state: DetectorState;
  /** Stable from the first `firing` to the last `resolving`, through samples without data as well; `null` while there is no alert. */
  readonly alertId: string | null;
}

const beginning: Snapshot = {
  state: 'normal',
  recent: 0,
  below: 0,
  lastId: null,
  quietMilliseconds: 0,
  clock: null,
  alerts: 0,
  latestStart: null,
};

/**
 * Turns what single samples say into alerts with a beginning, an end and a name. For one host; pure, constant time.
 *
 * - It fires when `above` of the last `of` samples were above the threshold.
 * - It ends after `of` samples in a row that were below the level where alerts are left. A sample between the two levels
 *   changes no state; it breaks the row and takes one of the last `of` places.
 * - One that fires again within the cool-down is the same alert, so that noise at the threshold is one alert.
 * - Samples without data neither begin nor end one, however many.
 * - Its name is `host/time`, the time of the sample that made it fire. Where the clock has been set back, the alert's number
 *   follows, so that no two share a name.
 */
export class AlertLifecycle {
  readonly #above: number;
  readonly #of: number;
  readonly #mask: number;
  readonly #coolDownMilliseconds: number;
  #state: HeldState;
  #recent: number;
  #below: number;
  #lastId: string | null;
  #quietMilliseconds: number;
  #clock: number | null;
  #alerts: number;
  #latestStart: number | null;

  /** @throws ModelError `INVALID_OPTION` on options, `INVALID_MODEL` when the snapshot is damaged. */
  constructor(options: AlertLifecycleOptions = {}) {
    const { confirm, coolDownSeconds = 300 } = options;
    const { above, of } = checkConfirm(confirm);
    this.#above = above;
    this.#of = of;
    // Bits above `of` fall off; a shift by 32 would be a shift by none.
    this.#mask = of === 32 ? 0xffffffff : (1 << of) - 1;
    this.#coolDownMilliseconds = numberOption('coolDownSeconds', coolDownSeconds, { min: 0 }) * 1000;
    const from = options.from === undefined ? beginning : checkShape('alert', options.from, snapshotShape);
    this.#state = from.state;
    this.#recent = from.recent & this.#mask;
    this.#below = from.below;
    this.#lastId = from.lastId;
    this.#quietMilliseconds = from.quietMilliseconds;
    this.#clock = from.clock;
    this.#alerts = from.alerts;
    this.#latestStart = from.latestStart;
  }

  /** Where it stood after the last sample that could be scored. */
  get status(): AlertStatus {
    return { state: this.#state, alertId: this.#isFiring ? this.#lastId : null };
  }

  /** Takes one sample. Never throws on a timestamp. */
  observe(sample: Pick<Sample, 'timestamp' | 'host'>, level: AlertLevel): AlertStatus {
    if (level === 'none') return { ...this.status, state: 'no_data' };
    if (level === 'warming') return { ...this.status, state: 'warming' };
    this.#passTime(sample.timestamp);
    this.#recent = ((this.#recent << 1) | (level === 'above' ? 1 : 0)) & this.#mask;
    this.#below = level === 'below' ? this.#below + 1 : 0;
    if (level === 'above') this.#enter(sample);
    if (level === 'below') this.#leave();
    return this.status;
  }

  /** The state as plain JSON of constant size, for a new lifecycle's option `from`. */
  snapshot(): Json {
    const snapshot: Snapshot = {
      state: this.#state,
      recent: this.#recent,
      below: this.#below,
      lastId: this.#lastId,
      quietMilliseconds: this.#quietMilliseconds,
      clock: this.#clock,
      alerts: this.#alerts,
      latestStart: this.#latestStart,
    };
    return snapshot;
  }

  get #isFiring(): boolean {
    return this.#state === 'firing' || this.#state === 'resolving';
  }

  #enter({ timestamp, host }: Pick<Sample, 'timestamp' | 'host'>): void {
    if (!this.#isFiring && countBits(this.#recent) < this.#above) {
      this.#state = 'pending';
      return;
    }
    if (!this.#isFiring && !this.#isCoolingDown) this.#begin(timestamp, host);
    this.#state = 'firing';
  }

  #leave(): void {
    if (!this.#isFiring) {
      this.#state = 'normal';
    } else if (this.#below < this.#of) {
      this.#state = 'resolving';
    } else {
      this.#state = 'normal';
      this.#quietMilliseconds = 0;
    }
  }

  get #isCoolingDown(): boolean {
    return this.#lastId !== null && this.#quietMilliseconds < this.#coolDownMilliseconds;
  }

  #begin(timestamp: number, host: string): void {
    this.#alerts++;
    const isLatest =
      Number.isFinite(timestamp) && timestamp > (this.#latestStart ?? Number.NEGATIVE_INFINITY);
    this.#lastId = `${host}/${isoTime(timestamp)}${isLatest ? '' : `/${this.#alerts}`}`;
    if (isLatest) this.#latestStart = timestamp;
  }

  /** Only steps forward are time that has passed: a clock that was set back must not lengthen the cool-down. */
  #passTime(timestamp: number): void {
    if (!Number.isFinite(timestamp)) return;
    const passed = Math.max(0, timestamp - (this.#clock ?? timestamp));
    // Capped, because JSON has no infinity.
    this.#quietMilliseconds = Math.min(this.#quietMilliseconds + passed, Number.MAX_SAFE_INTEGER);
    this.#clock = timestamp;
  }
}

function isoTime(timestamp: number): string {
  const time = new Date(timestamp);
  return Number.isNaN(time.getTime()) ? String(timestamp) : time.toISOString();
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
