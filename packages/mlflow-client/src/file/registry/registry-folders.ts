import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MlflowError } from '../../errors.js';
import { mapWithLimit } from '../../map-with-limit.js';
import { modelIdIn } from '../../stores/model-uri.js';
import type { ModelVersion, RegisteredModel } from '../../stores/registry.js';
import { modelVersionStatusOf } from '../../stores/status.js';
import { checkModelName, checkVersion } from '../../stores/validate.js';
import type { YamlMapping } from '../../yaml/write.js';
import type { FileContext } from '../context.js';
import { foldersIn, mostFiles, readTexts } from '../disk/files.js';
import { metaNumber, metaText, readMeta, writeMeta } from '../disk/meta.js';

/** The stage by which MLflow marks a version as deleted; its folder keeps the number taken. */
export const deletedStage = 'Deleted_Internal';

/** Folder and meta of something that exists. */
export interface Found {
  readonly folder: string;
  readonly meta: YamlMapping;
}

/** Finds and changes models and versions in the folders of a file store. */
export class RegistryFolders {
  readonly #context: FileContext;

  constructor(context: FileContext) {
    this.#context = context;
  }

  async folderOf(name: string): Promise<string> {
    checkModelName(name);
    await this.#context.root();
    return join(this.#context.models, name);
  }

  async model(name: string): Promise<Found> {
    const folder = await this.folderOf(name);
    const meta = await readMeta(folder);
    if (meta) return { folder, meta };
    throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `no registered model ${JSON.stringify(name)}`);
  }

  async version(name: string, version: string): Promise<Found> {
    checkVersion(version);
    const folder = join(await this.folderOf(name), `version-${version}`);
    const meta = await readMeta(folder);
    if (meta && !isDeleted(meta)) return { folder, meta };
    throw new MlflowError(
      'RESOURCE_DOES_NOT_EXIST',
      `no version ${version} of model ${JSON.stringify(name)}`,
    );
  }

  /** All models that can be read; the rest is reported. */
  async allModels(): Promise<RegisteredModel[]> {
    return this.#context.readable(await this.#modelFolders(), async (folder) => {
      const meta = await readMeta(folder);
      return meta && readModel({ folder, meta });
    });
  }

  /** All versions of all models that can be read; the rest is reported. */
  async allVersions(): Promise<ModelVersion[]> {
    const folders = await mapWithLimit(await this.#modelFolders(), mostFiles, versionFolders);
    return this.#context.readable(folders.flat(), async (folder) => {
      const meta = await readMeta(folder);
      return meta && !isDeleted(meta) ? readVersion({ folder, meta }) : undefined;
    });
  }

  /** Changes a meta and its time. */
  async touch({ folder, meta }: Found, change: YamlMapping = {}): Promise<void> {
    // MLflow writes the aliases in here too, as they once were; the files count.
    const { aliases: _stale, ...rest } = meta;
    await writeMeta(folder, { ...rest, ...change, last_updated_timestamp: this.#context.now() });
  }

  async #modelFolders(): Promise<string[]> {
    await this.#context.root();
    return (await foldersIn(this.#context.models)).map((name) => join(this.#context.models, name));
  }
}

function isDeleted(meta: YamlMapping): boolean {
  return metaText(meta, 'current_stage') === deletedStage;
}

/** Throws when there is a model in this folder. */
export async function refuseTaken(folder: string, name: string): Promise<void> {
  if ((await readMeta(folder)) === undefined) return;
  throw new MlflowError('RESOURCE_ALREADY_EXISTS', `registered model ${JSON.stringify(name)} exists`);
}

/** Throws when there is a model; clears away what a killed process left of one that it was about to make. */
export async function requireFree(folder: string, name: string): Promise<void> {
  await refuseTaken(folder, name);
  await rm(folder, { recursive: true, force: true });
}

/** Folders of the versions of a model, deleted ones included. */
export async function versionFolders(model: string): Promise<string[]> {
  const names = (await foldersIn(model)).filter((name) => /^version-\d+$/.test(name));
  return names.map((name) => join(model, name));
}

export async function readModel({ folder, meta }: Found): Promise<RegisteredModel> {
  return {
    name: metaText(meta, 'name'),
    description: metaText(meta, 'description'),
    creationTimestamp: metaNumber(meta, 'creation_timestamp') ?? 0,
    lastUpdatedTimestamp: metaNumber(meta, 'last_updated_timestamp') ?? 0,
    tags: await readTexts(join(folder, 'tags')),
    aliases: await readTexts(join(folder, 'aliases')),
  };
}

export async function readVersion({ folder, meta }: Found): Promise<ModelVersion> {
  const version = metaText(meta, 'version');
  const aliases = Object.entries(await readTexts(join(folder, '..', 'aliases')));
  return {
    name: metaText(meta, 'name'),
    version,
    description: metaText(meta, 'description'),
    source: metaText(meta, 'source'),
    runId: metaText(meta, 'run_id'),
    modelId: metaText(meta, 'model_id') || (modelIdIn(metaText(meta, 'source')) ?? ''),
    status: modelVersionStatusOf(meta.status),
    creationTimestamp: metaNumber(meta, 'creation_timestamp') ?? 0,
    lastUpdatedTimestamp: metaNumber(meta, 'last_updated_timestamp') ?? 0,
    tags: await readTexts(join(folder, 'tags')),
    aliases: aliases.flatMap(([alias, of]) => (of === version ? [alias] : [])).sort(),
  };
}
