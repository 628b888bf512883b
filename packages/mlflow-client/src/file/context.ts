import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MlflowError } from '../errors.js';
import { mapWithLimit } from '../map-with-limit.js';
import { hasCode } from './disk/files.js';
import { writeMeta } from './disk/meta.js';

/** Most items of a search that are read at a time. */
const mostAtOnce = 16;

/** What a file store is given. */
export interface FileStoreOptions {
  readonly now: () => number;
  readonly uuid: () => string;
  /** Told of what a search leaves out because it cannot be read. */
  readonly onCorrupt: (error: MlflowError) => void;
}

/** The folder of a file store, with the clock and the rest that its parts share. */
export class FileContext implements FileStoreOptions {
  readonly now: () => number;
  readonly uuid: () => string;
  readonly onCorrupt: (error: MlflowError) => void;
  readonly trash: string;
  readonly models: string;
  readonly #root: string;
  #ready: Promise<void> | undefined;

  constructor(folder: string, { now, uuid, onCorrupt }: FileStoreOptions) {
    this.now = now;
    this.uuid = uuid;
    this.onCorrupt = onCorrupt;
    this.#root = resolve(folder);
    this.trash = join(this.#root, '.trash');
    this.models = join(this.#root, 'models');
  }

  /** The folder, which is made as MLflow makes it when it is not there. */
  async root(): Promise<string> {
    this.#ready ??= this.#prepare().catch((error) => {
      this.#ready = undefined;
      throw error;
    });
    await this.#ready;
    return this.#root;
  }

  /** `file:` URI of a path below the root. */
  uriOf(...path: string[]): string {
    return pathToFileURL(join(this.#root, ...path)).href;
  }

  /** What can be read of items, without those that are none; what cannot is reported. */
  async readable<Item, Result>(
    items: readonly Item[],
    read: (item: Item) => Promise<Result | undefined>,
  ): Promise<Result[]> {
    const results = await mapWithLimit(items, mostAtOnce, (item) =>
      read(item).catch((error) => {
        if (!(error instanceof MlflowError)) throw error;
        this.onCorrupt(error);
        return undefined;
      }),
    );
    return results.filter((result) => result !== undefined);
  }

  async #prepare(): Promise<void> {
    const isNew = await stat(this.#root).then(
      () => false,
      (error) => {
        if (hasCode(error, 'ENOENT')) return true;
        throw error;
      },
    );
    if (isNew) {
      await mkdir(this.#root, { recursive: true });
      await writeMeta(join(this.#root, '0'), newExperiment('0', 'Default', this.uriOf('0'), this.now()));
    }
    await mkdir(this.trash, { recursive: true });
    await mkdir(this.models, { recursive: true });
  }
}

/** The `meta.yaml` of an experiment. */
export function newExperiment(id: string, name: string, artifactLocation: string, now: number) {
  return {
    artifact_location: artifactLocation,
    creation_time: now,
    experiment_id: id,
    last_update_time: now,
    lifecycle_stage: 'active',
    name,
  };
}
