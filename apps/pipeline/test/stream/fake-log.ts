import { setTimeout as sleep } from 'node:timers/promises';
import type { SampleBatch, SampleRecord } from '@ad/collector/kafka';
import { createRandom, type Sample, type Verdict } from '@ad/models';
import type { Checkpoint } from '../../src/stream/partition-hosts.js';
import type { StateStore } from '../../src/stream/state-topic.js';

/** A topic, the states beside it and the verdicts that came of it, in memory; processes that use it can be killed at any step. */
export class FakeLog {
  readonly partitions: SampleRecord[][];
  /** As they arrived, repetitions included. */
  readonly verdicts: Verdict[] = [];
  readonly committed: number[];
  readonly states: Map<string, string>[];
  readonly rejected: { record: SampleRecord; reason: string }[] = [];
  readonly #epochs: number[];

  constructor(partitions: number) {
    const of = <Value>(create: () => Value) => Array.from({ length: partitions }, create);
    this.partitions = of(() => []);
    this.committed = of(() => 0);
    this.states = of(() => new Map());
    this.#epochs = of(() => 0);
  }

  append(partition: number, sample: Sample, count?: { boot: string; sequence: number }): void {
    const offset = this.partitions[partition].length;
    const message = { key: null, value: null, timestamp: '0' };
    this.partitions[partition].push({ partition, offset, sample, ...count, message });
  }

  /** What one process sees of it. A killed one never hears of anything again. */
  process(seed: number) {
    const random = createRandom(seed);
    let killed = false;
    let generation = 0;
    const alive = async (): Promise<void> => {
      for (let turns = Math.floor(3 * random.uniform()); turns > 0; turns--) await Promise.resolve();
      // Long enough for a checkpoint to come in between.
      if (random.uniform() < 0.02) await sleep(3);
      if (killed) await new Promise(() => {});
    };
    const epochs = new Map<number, number>();
    let written: Promise<void> = Promise.resolve();
    const store: StateStore = {
      open: async (partition) => {
        await alive();
        this.#epochs[partition]++;
        epochs.set(partition, this.#epochs[partition]);
        return new Map(this.states[partition]);
      },
      save: async (partition, { hosts, nextOffset }: Checkpoint) => {
        await alive();
        if (epochs.get(partition) !== this.#epochs[partition]) return 'lost';
        for (const { host, state } of hosts) {
          if (state === null) this.states[partition].delete(host);
          else this.states[partition].set(host, state);
        }
        this.committed[partition] = nextOffset;
        await alive();
        return 'saved';
      },
      close: async () => {},
    };
    const log = this;
    async function* read(held: readonly number[], signal: AbortSignal): AsyncGenerator<SampleBatch> {
      generation++;
      const positions = new Map(held.map((partition) => [partition, log.committed[partition]]));
      while (!signal.aborted) {
        await alive();
        const due = held.filter(
          (partition) => (positions.get(partition) ?? 0) < log.partitions[partition].length,
        );
        if (due.length === 0) return;
        const partition = due[Math.floor(random.uniform() * due.length)];
        const start = positions.get(partition) ?? 0;
        const records = log.partitions[partition].slice(start, start + 1 + Math.floor(40 * random.uniform()));
        const nextOffset = start + records.length;
        positions.set(partition, nextOffset);
        const lag = log.partitions[partition].length - nextOffset;
        yield { topic: 'samples', partition, generation, records, nextOffset, lag, isStale: () => false };
      }
    }
    return {
      store,
      read,
      destination: {
        // In order, as the exporter does.
        write: (verdict: Verdict) => {
          written = written.then(async () => {
            await alive();
            log.verdicts.push(verdict);
          });
          return written.then(() => ({ ok: true }) as const);
        },
      },
      reject: async (record: SampleRecord, reason: string) => {
        await alive();
        log.rejected.push({ record, reason });
      },
      kill: () => {
        killed = true;
      },
    };
  }
}
