import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMlflowError } from '../../errors.js';
import { searchModels, searchVersions } from '../../search/registry.js';
import type { SearchQuery } from '../../stores/calls.js';
import type { LoggedModelStore } from '../../stores/logged-models.js';
import { modelIdIn, versionIn } from '../../stores/model-uri.js';
import type {
  ModelVersion,
  NewModelVersion,
  NewRegisteredModel,
  RegisteredModel,
  RegistryStore,
} from '../../stores/registry.js';
import { checkAlias, checkKey } from '../../stores/validate.js';
import type { FileContext } from '../context.js';
import { readIfThere, readTexts, replaceFile } from '../disk/files.js';
import { withFileLock } from '../disk/lock.js';
import { metaText, readMeta, writeMeta } from '../disk/meta.js';
import { checkTags, writeTag, writeTags } from '../tags.js';
import { placeVersion } from './place-version.js';
import {
  deletedStage,
  RegistryFolders,
  readModel,
  readVersion,
  refuseTaken,
  requireFree,
  versionFolders,
} from './registry-folders.js';

/** The model registry in the folders of a file store. */
export class FileRegistry implements RegistryStore {
  readonly #context: FileContext;
  readonly #loggedModels: Pick<LoggedModelStore, 'get'>;
  readonly #folders: RegistryFolders;

  constructor(context: FileContext, loggedModels: Pick<LoggedModelStore, 'get'>) {
    this.#context = context;
    this.#loggedModels = loggedModels;
    this.#folders = new RegistryFolders(context);
  }

  async createModel({ name, description = '', tags = {} }: NewRegisteredModel): Promise<RegisteredModel> {
    checkTags('registry tag', tags);
    const folder = await this.#folders.folderOf(name);
    // Most often it is there already: that needs no lock.
    await refuseTaken(folder, name);
    await this.#locked(async () => {
      await requireFree(folder, name);
      const now = this.#context.now();
      await mkdir(folder);
      await writeTags(folder, tags);
      await writeMeta(folder, { name, description, creation_timestamp: now, last_updated_timestamp: now });
    });
    return this.getModel(name);
  }

  async getModel(name: string): Promise<RegisteredModel> {
    return readModel(await this.#folders.model(name));
  }

  async updateModel(
    name: string,
    { description }: { readonly description: string },
  ): Promise<RegisteredModel> {
    await this.#folders.touch(await this.#folders.model(name), { description });
    return this.getModel(name);
  }

  async renameModel(name: string, newName: string): Promise<RegisteredModel> {
    const { folder } = await this.#folders.model(name);
    const target = await this.#folders.folderOf(newName);
    await this.#locked(async () => {
      await requireFree(target, newName);
      await rename(folder, target);
    });
    for (const version of await versionFolders(target)) {
      const meta = await readMeta(version);
      if (meta) await this.#folders.touch({ folder: version, meta }, { name: newName });
    }
    const meta = await readMeta(target);
    if (meta) await this.#folders.touch({ folder: target, meta }, { name: newName });
    return this.getModel(newName);
  }

  async deleteModel(name: string): Promise<void> {
    await rm((await this.#folders.model(name)).folder, { recursive: true });
  }

  async setModelTag(name: string, key: string, value: string): Promise<void> {
    checkTags('registry tag', { [key]: value });
    const model = await this.#folders.model(name);
    await writeTag(model.folder, key, value);
    await this.#folders.touch(model);
  }

  async deleteModelTag(name: string, key: string): Promise<void> {
    const model = await this.#folders.model(name);
    await rm(join(model.folder, 'tags', checkKey('tag', key)), { force: true });
    await this.#folders.touch(model);
  }

  async *searchModels({
    filter,
    orderBy,
  }: SearchQuery = {}): AsyncGenerator<RegisteredModel, void, undefined> {
    yield* searchModels(await this.#folders.allModels(), filter, orderBy);
  }

  async createVersion({
    name,
    source,
    runId,
    modelId,
    description = '',
    tags = {},
  }: NewModelVersion): Promise<ModelVersion> {
    checkTags('registry tag', tags);
    const model = await this.#folders.model(name);
    const storageLocation = await this.#storageOf(source);
    const now = this.#context.now();
    const version = await placeVersion(model.folder, tags, {
      creation_timestamp: now,
      current_stage: 'None',
      description,
      last_updated_timestamp: now,
      model_id: modelId ?? null,
      name,
      run_id: runId ?? null,
      run_link: null,
      source,
      status: 'READY',
      status_message: null,
      storage_location: storageLocation,
      user_id: null,
    });
    await this.#folders.touch(model);
    return this.getVersion(name, String(version));
  }

  async getVersion(name: string, version: string): Promise<ModelVersion> {
    return readVersion(await this.#folders.version(name, version));
  }

  async getDownloadUri(name: string, version: string): Promise<string> {
    const { meta } = await this.#folders.version(name, version);
    return metaText(meta, 'storage_location') || metaText(meta, 'source');
  }

  async updateVersion(
    name: string,
    version: string,
    { description }: { readonly description: string },
  ): Promise<ModelVersion> {
    await this.#folders.touch(await this.#folders.version(name, version), { description });
    return this.getVersion(name, version);
  }

  async deleteVersion(name: string, version: string): Promise<void> {
    const found = await this.#folders.version(name, version);
    const model = await this.#folders.model(name);
    await this.#folders.touch(found, { current_stage: deletedStage });
    const aliases = await readTexts(join(model.folder, 'aliases'));
    for (const [alias, of] of Object.entries(aliases)) {
      if (of === version) await rm(join(model.folder, 'aliases', alias), { force: true });
    }
    await this.#folders.touch(model);
  }

  async setVersionTag(name: string, version: string, key: string, value: string): Promise<void> {
    checkTags('registry tag', { [key]: value });
    const { folder } = await this.#folders.version(name, version);
    await writeTag(folder, key, value);
    await this.#folders.touch(await this.#folders.model(name));
  }

  async deleteVersionTag(name: string, version: string, key: string): Promise<void> {
    const { folder } = await this.#folders.version(name, version);
    await rm(join(folder, 'tags', checkKey('tag', key)), { force: true });
    await this.#folders.touch(await this.#folders.model(name));
  }

  async *searchVersions({
    filter,
    orderBy,
  }: SearchQuery = {}): AsyncGenerator<ModelVersion, void, undefined> {
    yield* searchVersions(await this.#folders.allVersions(), filter, orderBy);
  }

  async setAlias(name: string, alias: string, version: string): Promise<void> {
    const model = await this.#folders.model(name);
    await this.#folders.version(name, version);
    await replaceFile(join(model.folder, 'aliases', checkAlias(alias)), version, model.folder);
    await this.#folders.touch(model);
  }

  async deleteAlias(name: string, alias: string): Promise<void> {
    const model = await this.#folders.model(name);
    await rm(join(model.folder, 'aliases', checkAlias(alias)), { force: true });
    await this.#folders.touch(model);
  }

  async findByAlias(name: string, alias: string): Promise<ModelVersion | undefined> {
    const path = join(await this.#folders.folderOf(name), 'aliases', checkAlias(alias));
    const version = await readIfThere(path);
    return version === undefined ? undefined : this.getVersion(name, version);
  }

  /** Does `work` while no other process makes or renames a model. */
  async #locked(work: () => Promise<void>): Promise<void> {
    await withFileLock(join(this.#context.models, '.lock'), work);
  }

  /** Where the files are of what a version is made of. What another store knows is left for later. */
  async #storageOf(source: string): Promise<string> {
    const modelId = modelIdIn(source);
    const { name, version } = versionIn(source) ?? {};
    try {
      if (modelId !== undefined) return (await this.#loggedModels.get(modelId)).artifactUri;
      if (name !== undefined && version !== undefined) return await this.getDownloadUri(name, version);
    } catch (error) {
      if (!isMlflowError(error, 'RESOURCE_DOES_NOT_EXIST')) throw error;
    }
    return source;
  }
}
