import type { SampleBatch, SampleRecord } from '@ad/collector/kafka';
import type { Verdict } from '@ad/models';
import { HeldPartition } from './held-partition.js';
import type { HostDetectorFactory } from './host-state.js';
import { type Destination, OrderedPublisher } from './ordered-publisher.js';
import { type Outcome, PartitionHosts } from './partition-hosts.js';
import type { StateStore } from './state-topic.js';

/** What a session hears and says. */
export interface DetectSessionOptions {
  readonly store: StateStore;
  readonly destination: Destination<Verdict>;
  readonly createDetector: HostDetectorFactory;
  /** Puts a sample that cannot be taken where it is not lost. */
  readonly reject: (record: SampleRecord, reason: string, detail: string) => Promise<void>;
  readonly checkpointMilliseconds: number;
  readonly maxHosts: number;
  readonly forgetAfterMilliseconds: number;
  readonly onEvent: (event: DetectEvent) => void;
}

/** What happens in a session, for people and for metrics. */
export type DetectEvent =
  | Exclude<Outcome, { kind: 'known' }>
  /** A partition was taken over, with so many hosts. */
  | { readonly kind: 'opened'; readonly partition: number; readonly hosts: number }
  /** What was saved of a host cannot be read: it begins anew. */
  | { readonly kind: 'damaged_state'; readonly host: string; readonly error: unknown }
  /** Verdicts did not arrive, and are sent again. */
  | { readonly kind: 'publishing_failed'; readonly error: Error }
  /** So many samples of a partition are still to be read. */
  | { readonly kind: 'lag'; readonly partition: number; readonly lag: number };

/** Samples between two waits: few enough to stay in the part of the memory that is cheap to clean, and for others to have their turn. */
export const atOnce = 150;

/**
 * Decides on the samples of the partitions that this process holds, from joining the group until something goes wrong or the signal
 * comes: samples in, verdicts out, states saved every few seconds. Three rules make it lose nothing and repeat itself exactly:
 *
 * 1. A state is saved only when every verdict that went into it has arrived.
 * 2. A state and the offset up to which it has read are saved together, per host; samples that a state knows are passed over.
 * 3. Whatever fails ends the session. The next one begins with what was saved, and gives the verdicts after that again,
 *    the same to the byte.
 */
export class DetectSession {
  readonly #options: DetectSessionOptions;
  readonly #signal: AbortSignal;
  readonly #publisher: OrderedPublisher<Verdict>;
  readonly #partitions = new Map<number, HeldPartition>();
  /** Partitions that somebody else has taken over in this generation. */
  readonly #lost = new Set<number>();
  /** Ends the reading. */
  readonly #end = new AbortController();
  #generation = -1;
  #taking: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: DetectSessionOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#publisher = new OrderedPublisher(options.destination, signal, (error) =>
      options.onEvent({ kind: 'publishing_failed', error }),
    );
  }

  /** Hosts of all partitions. */
  get hosts(): number {
    let hosts = 0;
    for (const partition of this.#partitions.values()) hosts += partition.hosts.size;
    return hosts;
  }

  /** Reads until the signal comes or there is no more, and saves all before it leaves the group. Rejects with what ended it before that. */
  async run(read: (signal: AbortSignal) => AsyncIterable<SampleBatch>): Promise<void> {
    const stop = (): void => {
      this.#stopped = this.#stop();
    };
    const timer = setInterval(
      () => this.#saveWhatIsDue(),
      Math.min(250, this.#options.checkpointMilliseconds),
    );
    if (this.#signal.aborted) stop();
    this.#signal.addEventListener('abort', stop);
    try {
      for await (const batch of read(this.#end.signal)) {
        if (this.#failure || this.#stopped) break;
        this.#taking = this.#take(batch);
        await this.#taking;
      }
      this.#stopped ??= this.#failure ? undefined : this.#stop();
      await this.#stopped;
      if (this.#failure) throw this.#failure.error;
    } finally {
      clearInterval(timer);
      this.#signal.removeEventListener('abort', stop);
    }
  }

  /** Before the partitions are given up, so that the next owner has nothing to do again. */
  async #stop(): Promise<void> {
    try {
      await this.#taking;
      await Promise.all([...this.#partitions].map(([number, partition]) => this.#save(number, partition)));
    } catch (error) {
      this.#fail(error);
    }
    this.#end.abort();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#end.abort();
  }

  async #take(batch: SampleBatch): Promise<void> {
    if (batch.generation !== this.#generation) await this.#begin(batch.generation);
    if (batch.isStale()) return;
    if (this.#lost.has(batch.partition))
      throw new Error(`partition ${batch.partition} was taken over by another`);
    const { onEvent, maxHosts, reject } = this.#options;
    const { hosts, forgetting } =
      this.#partitions.get(batch.partition) ?? (await this.#open(batch.partition));
    await forgetting;
    const refused: SampleRecord[] = [];
    const records = byHost(batch.records);
    for (let from = 0; from < records.length; from += atOnce) {
      const verdicts: Verdict[] = [];
      for (const record of records.slice(from, from + atOnce)) {
        const outcome = hosts.observe(record);
        if (outcome.kind === 'known') continue;
        if (outcome.kind === 'verdict') verdicts.push(outcome.verdict);
        if (outcome.kind === 'host_limit') refused.push(record);
        onEvent(outcome);
      }
      // No wait may come between a state and the verdicts that went into it: a checkpoint takes in what was published before it.
      await this.#publisher.publish(verdicts);
    }
    for (const record of refused)
      await reject(record, 'too_many_hosts', `${maxHosts} hosts are held already`);
    hosts.passed(batch.nextOffset);
    onEvent({ kind: 'lag', partition: batch.partition, lag: batch.lag });
  }

  /** Partitions may have been with others meanwhile. Of those that were not, what is saved now is not to be done again. */
  async #begin(generation: number): Promise<void> {
    this.#generation = generation;
    await Promise.allSettled([...this.#partitions.values()].map((partition) => partition.save()));
    this.#partitions.clear();
    this.#lost.clear();
  }

  async #open(number: number): Promise<HeldPartition> {
    const { store, createDetector, forgetAfterMilliseconds, maxHosts, onEvent } = this.#options;
    const saved = await store.open(number);
    const hosts = new PartitionHosts({
      createDetector,
      saved,
      hasRoom: () => this.hosts < maxHosts,
      forgetAfterMilliseconds,
      onDamaged: (host, error) => onEvent({ kind: 'damaged_state', host, error }),
    });
    const partition = new HeldPartition(hosts, (checkpoint) =>
      this.#publisher.settled.then(() => store.save(number, checkpoint)),
    );
    this.#partitions.set(number, partition);
    onEvent({ kind: 'opened', partition: number, hosts: hosts.size });
    return partition;
  }

  #saveWhatIsDue(): void {
    // The last checkpoint of each partition is made already.
    if (this.#stopped) return;
    const generation = this.#generation;
    for (const [number, partition] of this.#partitions) {
      if (!partition.isDue(this.#options.checkpointMilliseconds)) continue;
      this.#save(number, partition).catch((error) => {
        if (generation === this.#generation) this.#fail(error);
      });
      // One at a time: each holds the process up for some milliseconds.
      return;
    }
  }

  async #save(number: number, partition: HeldPartition): Promise<void> {
    if ((await partition.save()) === 'saved') return;
    if (this.#partitions.get(number) !== partition) return;
    this.#partitions.delete(number);
    this.#lost.add(number);
  }
}

/**
 * Host after host, each in its order: where much waits to be read, the state of a host is fetched from memory once for many samples,
 * which takes a tenth less of a core with a thousand hosts.
 */
function byHost(records: readonly SampleRecord[]): SampleRecord[] {
  const hosts = new Map<string, SampleRecord[]>();
  for (const record of records) {
    const own = hosts.get(record.sample.host);
    if (own) own.push(record);
    else hosts.set(record.sample.host, [record]);
  }
  return [...hosts.values()].flat();
}
