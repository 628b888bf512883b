import type { Verdict } from '@ad/models';
import {
  type HostDetectorFactory,
  HostState,
  type OffsetSample,
  readHeader,
  readSnapshot,
  type SavedHeader,
} from './host-state.js';

/** What became of a sample. */
export type Outcome =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  /** It went into the state before: read again after a restart or a change of hands, its verdict was given then. */
  | { readonly kind: 'known' }
  /** Its sender sent it twice. */
  | { readonly kind: 'duplicate' }
  /** Its host is one more than there is room for. */
  | { readonly kind: 'host_limit' };

/** What is to be saved of a partition: its hosts as they are, and where to go on reading. */
export interface Checkpoint {
  /** `null` for a host that is forgotten. */
  readonly hosts: readonly { readonly host: string; readonly state: string | null }[];
  readonly nextOffset: number;
  /** Whether hosts are forgotten with it: samples must wait until it is written, because they would begin such a host anew. */
  readonly forgets: boolean;
}

export interface PartitionHostsOptions {
  readonly createDetector: HostDetectorFactory;
  /** By host, as {@link HostState.save} wrote them. */
  readonly saved: ReadonlyMap<string, string>;
  /** Whether there is room for one more host. */
  readonly hasRoom: () => boolean;
  /** A host that is silent for longer, by the samples of the others, is forgotten. */
  readonly forgetAfterMilliseconds: number;
  /** A saved state that cannot be gone on from: its host begins anew. */
  readonly onDamaged: (host: string, error: unknown) => void;
}

/** The hosts of one partition of the topic with samples, and what of them has not been saved yet. */
export class PartitionHosts {
  readonly #options: PartitionHostsOptions;
  readonly #awake = new Map<string, HostState>();
  /** Taken over, and not heard of since: text takes a quarter of the memory. */
  readonly #asleep = new Map<string, { readonly header: SavedHeader; readonly saved: string }>();
  readonly #unsaved = new Set<string>();
  #nextOffset = -1;
  #savedOffset = -1;
  #newest = Number.NEGATIVE_INFINITY;

  constructor(options: PartitionHostsOptions) {
    this.#options = options;
    for (const [host, saved] of options.saved) {
      const header = readHeader(saved);
      if (header) this.#asleep.set(host, { header, saved });
      else options.onDamaged(host, new Error('its header cannot be read'));
    }
  }

  get size(): number {
    return this.#awake.size + this.#asleep.size;
  }

  /** Whether something has come that is not saved. */
  get isUnsaved(): boolean {
    return this.#nextOffset > this.#savedOffset;
  }

  /** Takes the next sample. */
  observe(record: OffsetSample): Outcome {
    const { host } = record.sample;
    const header = this.#asleep.get(host)?.header;
    if (header && record.offset <= header.offset) return { kind: 'known' };
    const state = this.#awake.get(host) ?? this.#wake(record);
    if (!state) return { kind: 'host_limit' };
    if (record.offset <= state.offset) return { kind: 'known' };
    this.#unsaved.add(host);
    const verdict = state.observe(record);
    this.#newest = Math.max(this.#newest, state.latest);
    return verdict ? { kind: 'verdict', verdict } : { kind: 'duplicate' };
  }

  /** Everything before this offset has been taken. */
  passed(nextOffset: number): void {
    this.#nextOffset = Math.max(this.#nextOffset, nextOffset);
  }

  /** What there is to save. Hosts that were silent for too long are forgotten with it. */
  checkpoint(): Checkpoint {
    const forgotten = this.#forget();
    const hosts = [...this.#unsaved].map((host) => ({ host, state: this.#awake.get(host)?.save() ?? null }));
    this.#unsaved.clear();
    this.#savedOffset = this.#nextOffset;
    return {
      hosts: [...hosts, ...forgotten.map((host) => ({ host, state: null }))],
      nextOffset: this.#nextOffset,
      forgets: forgotten.length > 0,
    };
  }

  #wake({ sample }: OffsetSample): HostState | undefined {
    const { host } = sample;
    const sleeper = this.#asleep.get(host);
    if (!sleeper && !this.#options.hasRoom()) return undefined;
    const state =
      (sleeper && this.#restore(sample, sleeper)) ?? new HostState(this.#options.createDetector(sample));
    this.#asleep.delete(host);
    this.#awake.set(host, state);
    return state;
  }

  #restore(
    sample: OffsetSample['sample'],
    sleeper: { header: SavedHeader; saved: string },
  ): HostState | undefined {
    try {
      return new HostState(this.#options.createDetector(sample, readSnapshot(sleeper.saved)), sleeper.header);
    } catch (error) {
      this.#options.onDamaged(sample.host, error);
      return undefined;
    }
  }

  #forget(): string[] {
    const oldest = this.#newest - this.#options.forgetAfterMilliseconds;
    const forgotten: string[] = [];
    for (const [host, { latest }] of this.#awake) if (latest < oldest) forgotten.push(host);
    for (const [host, { header }] of this.#asleep) if (header.latest < oldest) forgotten.push(host);
    for (const host of forgotten) {
      this.#awake.delete(host);
      this.#asleep.delete(host);
      this.#unsaved.delete(host);
    }
    return forgotten;
  }
}
