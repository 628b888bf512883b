import type { Checkpoint, PartitionHosts } from './partition-hosts.js';

/** A partition that a session holds: its hosts, and the saving of them, one checkpoint after the other. */
export class HeldPartition {
  readonly hosts: PartitionHosts;
  readonly #write: (checkpoint: Checkpoint) => Promise<'saved' | 'lost'>;
  /** When the last checkpoint began. */
  #savedAt = performance.now();
  /** Until the checkpoint under way is written, or has failed. */
  #saving: Promise<void> | undefined;
  #forgetting: Promise<void> | undefined;

  constructor(hosts: PartitionHosts, write: (checkpoint: Checkpoint) => Promise<'saved' | 'lost'>) {
    this.hosts = hosts;
    this.#write = write;
  }

  /** What samples have to wait for: hosts that are being forgotten. */
  get forgetting(): Promise<void> | undefined {
    return this.#forgetting;
  }

  /** Whether something waits to be saved, and has waited for long enough. */
  isDue(checkpointMilliseconds: number): boolean {
    const isTime = performance.now() - this.#savedAt >= checkpointMilliseconds;
    return isTime && this.#saving === undefined && this.hosts.isUnsaved;
  }

  /** Saves the hosts as they are, once the checkpoint under way is written. */
  async save(): Promise<'saved' | 'lost'> {
    while (this.#saving) await this.#saving;
    this.#savedAt = performance.now();
    const checkpoint = this.hosts.checkpoint();
    const written = this.#write(checkpoint);
    const end = (): void => {
      this.#saving = undefined;
    };
    this.#saving = written.then(end, end);
    if (checkpoint.forgets) this.#forgetting = this.#saving;
    return written;
  }
}
