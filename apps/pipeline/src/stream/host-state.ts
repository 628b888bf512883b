import type { DetectorSnapshot, Sample, StreamingDetector, Verdict } from '@ad/models';

/** A sample as it came from a topic. */
export interface OffsetSample {
  /** Its place in the partition. */
  readonly offset: number;
  readonly sample: Sample;
  /** Names one start of the collector; `sequence` counts from 1 within it. Both are absent in messages of other senders. */
  readonly boot?: string;
  readonly sequence?: number;
}

/** What judges the samples of one host. */
export type HostDetector = Pick<StreamingDetector, 'observe' | 'snapshot'>;

/** Makes the detector of a host from its first sample, or from what was saved of it. */
export type HostDetectorFactory = (sample: Sample, from?: DetectorSnapshot) => HostDetector;

/** What is read of a saved host before it is needed as a whole. */
export interface SavedHeader {
  readonly version: 1;
  /** Samples up to and with this offset are in the state. */
  readonly offset: number;
  /** Time of the latest sample, in milliseconds since the epoch. */
  readonly latest: number;
  /** Samples that the host has sent, each once. */
  readonly samples: number;
  /** The last starts of its collector, the highest sequence of each, and how many samples the host had sent by then. */
  readonly boots: readonly (readonly [boot: string, sequence: number, samples: number])[];
}

/**
 * A collector that was killed sends again what it had just sent, 500 samples at most, whatever number of starts they are of. A start
 * whose last sample is longer ago than twice that will not come back.
 */
const sentAgain = 1000;

/**
 * One host: its detector, and how far the samples that went into it reach. Saved as two lines of JSON, header and snapshot, so that
 * thousands of hosts can be taken over without reading all that is known of each.
 */
export class HostState {
  readonly #detector: HostDetector;
  readonly #boots: Map<string, { readonly sequence: number; readonly samples: number }>;
  #samples: number;
  #offset: number;
  #latest: number;

  constructor(detector: HostDetector, from?: SavedHeader) {
    this.#detector = detector;
    this.#boots = new Map(
      from?.boots.map(([boot, sequence, samples]) => [boot, { sequence, samples }] as const),
    );
    this.#samples = from?.samples ?? 0;
    this.#offset = from?.offset ?? -1;
    this.#latest = from?.latest ?? Number.NEGATIVE_INFINITY;
  }

  /** Samples up to and with this offset have been seen. */
  get offset(): number {
    return this.#offset;
  }

  get latest(): number {
    return this.#latest;
  }

  /** The verdict on the next sample; nothing where the same sample has been seen before. */
  observe({ offset, sample, boot, sequence }: OffsetSample): Verdict | undefined {
    this.#offset = offset;
    if (this.#isRepeated(sample, boot, sequence)) return undefined;
    this.#latest = Math.max(this.#latest, sample.timestamp);
    return this.#detector.observe(sample);
  }

  save(): string {
    const header: SavedHeader = {
      version: 1,
      offset: this.#offset,
      latest: this.#latest,
      samples: this.#samples,
      boots: [...this.#boots].map(([boot, { sequence, samples }]) => [boot, sequence, samples] as const),
    };
    return `${JSON.stringify(header)}\n${JSON.stringify(this.#detector.snapshot())}`;
  }

  /** By its collector's count; without one, a sample of the same time as the latest is the same sample. */
  #isRepeated({ timestamp }: Sample, boot: string | undefined, sequence: number | undefined): boolean {
    if (boot === undefined || sequence === undefined) return timestamp === this.#latest;
    const seen = this.#boots.get(boot);
    if (seen !== undefined && sequence <= seen.sequence) return true;
    if (seen === undefined) this.#forgetBoots();
    this.#samples++;
    this.#boots.set(boot, { sequence, samples: this.#samples });
    return false;
  }

  #forgetBoots(): void {
    for (const [boot, { samples }] of this.#boots) {
      if (samples < this.#samples - sentAgain) this.#boots.delete(boot);
    }
  }
}

/** The header of a saved host; nothing where it is damaged or of a later version. */
export function readHeader(saved: string): SavedHeader | undefined {
  try {
    const { version, offset, latest, samples, boots } = JSON.parse(saved.slice(0, saved.indexOf('\n')));
    const isHeader = version === 1 && Number.isSafeInteger(offset) && Array.isArray(boots);
    return isHeader
      ? { version, offset, latest: Number(latest), samples: Number(samples ?? 0), boots }
      : undefined;
  } catch {
    return undefined;
  }
}

/** The snapshot of a saved host. Throws on one that is not JSON. */
export function readSnapshot(saved: string): DetectorSnapshot {
  return JSON.parse(saved.slice(saved.indexOf('\n') + 1));
}
