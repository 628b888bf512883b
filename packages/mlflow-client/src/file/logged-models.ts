import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MlflowError } from '../errors.js';
import { searchLoggedModels } from '../search/logged-models.js';
import { checkBatch } from '../stores/batch.js';
import type { TextByKey } from '../stores/calls.js';
import type {
  LoggedModel,
  LoggedModelQuery,
  LoggedModelStore,
  NewLoggedModel,
} from '../stores/logged-models.js';
import { loggedModelStatusNumber, loggedModelStatusOf } from '../stores/status.js';
import { checkId, checkLoggedModelName } from '../stores/validate.js';
import type { YamlMapping } from '../yaml/write.js';
import type { FileContext } from './context.js';
import { foldersIn, readTexts } from './disk/files.js';
import { metaNumber, metaText, readMeta, writeMeta } from './disk/meta.js';
import type { FileExperiments } from './experiments.js';
import { readLatest } from './metric-files.js';
import { deleteTag } from './tags.js';
import { writeBatch } from './write-batch.js';

/** A logged model on disk. */
interface Found {
  readonly folder: string;
  readonly meta: YamlMapping;
}

const modelsOf = (experiment: string) => join(experiment, 'models');

/** Logged models in the folders of a file store. */
export class FileLoggedModels implements LoggedModelStore {
  readonly #context: FileContext;
  readonly #experiments: FileExperiments;

  constructor(context: FileContext, experiments: FileExperiments) {
    this.#context = context;
    this.#experiments = experiments;
  }

  async create({
    experimentId,
    name,
    modelType,
    sourceRunId,
    ...data
  }: NewLoggedModel): Promise<LoggedModel> {
    checkLoggedModelName(name);
    const now = this.#context.now();
    const batch = checkBatch(data, now);
    const { folder: parent, experiment } = await this.#experiments.active(experimentId);
    const modelId = `m-${this.#context.uuid().replaceAll('-', '')}`;
    const folder = join(modelsOf(parent), modelId);
    for (const part of ['metrics', 'params']) await mkdir(join(folder, part), { recursive: true });
    await writeBatch(folder, batch);
    // Last, because with it the model exists.
    await writeMeta(folder, {
      artifact_location: `${experiment.artifactLocation}/models/${modelId}/artifacts`,
      creation_timestamp: now,
      experiment_id: experimentId,
      last_updated_timestamp: now,
      lifecycle_stage: 'active',
      model_id: modelId,
      model_type: modelType ?? null,
      name,
      source_run_id: sourceRunId ?? null,
      status: loggedModelStatusNumber('PENDING'),
      status_message: null,
    });
    return this.get(modelId);
  }

  async get(modelId: string): Promise<LoggedModel> {
    return readModel(await this.#locate(modelId));
  }

  async finalize(modelId: string, status: LoggedModel['status']): Promise<LoggedModel> {
    await this.#change(modelId, { status: loggedModelStatusNumber(status) });
    return this.get(modelId);
  }

  async setTags(modelId: string, tags: TextByKey): Promise<void> {
    const batch = checkBatch({ tags }, 0);
    const { folder } = await this.#locate(modelId);
    await writeBatch(folder, batch);
  }

  async deleteTag(modelId: string, key: string): Promise<void> {
    const { folder } = await this.#locate(modelId);
    await deleteTag(folder, key, `model ${modelId}`);
  }

  async delete(modelId: string): Promise<void> {
    await this.#change(modelId, { lifecycle_stage: 'deleted' });
  }

  async *search({
    experimentIds,
    filter,
    orderBy,
  }: LoggedModelQuery): AsyncGenerator<LoggedModel, void, undefined> {
    const folders: string[] = [];
    for (const experimentId of experimentIds) {
      const models = modelsOf((await this.#experiments.locate(experimentId)).folder);
      for (const name of await foldersIn(models)) folders.push(join(models, name));
    }
    const models = await this.#context.readable(folders, async (folder) => {
      const found = await readFolder(folder);
      return found && readModel(found);
    });
    yield* searchLoggedModels(models, filter, orderBy);
  }

  /** The folder of a model. */
  async folderOf(modelId: string): Promise<string> {
    return (await this.#locate(modelId)).folder;
  }

  /** Finds a model by its id alone: the API does not say of which experiment it is. */
  async #locate(modelId: string): Promise<Found> {
    checkId('modelId', modelId);
    for (const experiment of await this.#experiments.folders()) {
      const found = await readFolder(join(modelsOf(experiment), modelId));
      if (found) return found;
    }
    throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `no logged model with id ${modelId}`);
  }

  async #change(modelId: string, change: YamlMapping): Promise<void> {
    const { folder, meta } = await this.#locate(modelId);
    await writeMeta(folder, { ...meta, ...change, last_updated_timestamp: this.#context.now() });
  }
}

/** What is in the folder of a model that exists and is not deleted. */
async function readFolder(folder: string): Promise<Found | undefined> {
  const meta = await readMeta(folder);
  return meta && metaText(meta, 'lifecycle_stage') !== 'deleted' ? { folder, meta } : undefined;
}

async function readModel({ folder, meta }: Found): Promise<LoggedModel> {
  const [params, tags, metrics] = await Promise.all([
    readTexts(join(folder, 'params')),
    readTexts(join(folder, 'tags')),
    readLatest(folder),
  ]);
  return {
    modelId: metaText(meta, 'model_id'),
    name: metaText(meta, 'name'),
    experimentId: metaText(meta, 'experiment_id'),
    artifactUri: metaText(meta, 'artifact_location'),
    status: loggedModelStatusOf(meta.status),
    modelType: metaText(meta, 'model_type'),
    sourceRunId: metaText(meta, 'source_run_id'),
    creationTimestamp: metaNumber(meta, 'creation_timestamp') ?? 0,
    lastUpdatedTimestamp: metaNumber(meta, 'last_updated_timestamp') ?? 0,
    params,
    tags,
    metrics,
  };
}
