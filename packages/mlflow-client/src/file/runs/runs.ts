import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MlflowError } from '../../errors.js';
import { parseRunSearch } from '../../search/runs.js';
import { type CheckedBatch, checkBatch } from '../../stores/batch.js';
import type { LifecycleStage } from '../../stores/calls.js';
import { loggedModelsTag, runNameTag, runTags } from '../../stores/run-tags.js';
import type {
  Batch,
  DatasetInput,
  Metric,
  MetricSubject,
  ModelOutput,
  NewRun,
  Run,
  RunQuery,
  RunStore,
  RunUpdate,
} from '../../stores/runs.js';
import { runStatusNumber } from '../../stores/status.js';
import { checkKey } from '../../stores/validate.js';
import type { FileContext } from '../context.js';
import { foldersIn, readIfThere } from '../disk/files.js';
import { metaText, writeMeta } from '../disk/meta.js';
import type { FileExperiments } from '../experiments.js';
import type { FileLoggedModels } from '../logged-models.js';
import { appendModelMetrics, readMetric } from '../metric-files.js';
import { deleteTag, writeTag } from '../tags.js';
import { writeBatch } from '../write-batch.js';
import { writeDatasets } from './datasets.js';
import { writeOutputs } from './outputs.js';
import { RunFinder, type RunFolder, readRun } from './run-folder.js';
import { randomRunName } from './run-name.js';
import { searchRunFolders } from './search-runs.js';

/** Folders of an experiment that are no runs. */
const reserved = new Set(['tags', 'datasets', 'traces', 'models']);

/** Runs in the folders of a file store. */
export class FileRuns implements RunStore {
  readonly #context: FileContext;
  readonly #experiments: FileExperiments;
  readonly #loggedModels: FileLoggedModels;
  readonly #finder: RunFinder;

  constructor(context: FileContext, experiments: FileExperiments, loggedModels: FileLoggedModels) {
    this.#context = context;
    this.#experiments = experiments;
    this.#loggedModels = loggedModels;
    this.#finder = new RunFinder(experiments);
  }

  async create({ experimentId = '0', startTime, tags, parentRunId, ...run }: NewRun = {}): Promise<Run> {
    const { folder: parent, experiment } = await this.#experiments.active(experimentId);
    const runId = this.#context.uuid().replaceAll('-', '');
    const runName = run.runName ?? tags?.[runNameTag] ?? randomRunName(runId);
    const allTags = { ...runTags(tags, parentRunId), [runNameTag]: runName };
    const batch = checkBatch({ tags: allTags }, this.#context.now());
    const folder = join(parent, runId);
    for (const part of ['metrics', 'params', 'artifacts', 'tags']) {
      await mkdir(join(folder, part), { recursive: true });
    }
    await writeBatch(folder, batch);
    // Last, because with it the run exists.
    await writeMeta(folder, {
      artifact_uri: `${experiment.artifactLocation}/${runId}/artifacts`,
      deleted_time: null,
      end_time: null,
      entry_point_name: '',
      experiment_id: experimentId,
      lifecycle_stage: 'active',
      run_id: runId,
      run_name: runName,
      run_uuid: runId,
      source_name: '',
      source_type: 4,
      source_version: '',
      start_time: startTime ?? this.#context.now(),
      status: runStatusNumber('RUNNING'),
      tags: [],
      user_id: run.userId ?? 'unknown',
    });
    return this.get(runId);
  }

  async get(runId: string): Promise<Run> {
    return readRun(await this.#finder.locate(runId));
  }

  async update(runId: string, { status, endTime, runName }: RunUpdate): Promise<void> {
    const { folder, meta } = await this.#active(runId);
    if (runName !== undefined) await writeBatch(folder, checkBatch({ tags: { [runNameTag]: runName } }, 0));
    await writeMeta(folder, {
      ...meta,
      ...(status === undefined ? {} : { status: runStatusNumber(status) }),
      ...(endTime === undefined ? {} : { end_time: endTime }),
      ...(runName === undefined ? {} : { run_name: runName }),
    });
  }

  async delete(runId: string): Promise<void> {
    await this.#setStage(runId, 'deleted');
  }

  async restore(runId: string): Promise<void> {
    await this.#setStage(runId, 'active');
  }

  async logBatch(runId: string, batch: Batch): Promise<void> {
    const checked = checkBatch(batch, this.#context.now());
    const ofModels = await this.#modelFolders(checked.metrics);
    const { folder } = await this.#active(runId);
    await writeBatch(folder, checked);
    for (const [modelFolder, metrics] of ofModels) await appendModelMetrics(modelFolder, runId, metrics);
    const runName = batch.tags?.[runNameTag];
    if (runName !== undefined) await this.update(runId, { runName });
  }

  async setTag(runId: string, key: string, value: string): Promise<void> {
    await this.logBatch(runId, { tags: { [key]: value } });
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    const { folder } = await this.#active(runId);
    await deleteTag(folder, key, `run ${runId}`);
  }

  async logDatasets(runId: string, datasets: readonly DatasetInput[]): Promise<void> {
    const { folder } = await this.#active(runId);
    await writeDatasets(join(folder, '..'), folder, runId, datasets);
  }

  async logOutputs(runId: string, outputs: readonly ModelOutput[]): Promise<void> {
    const { folder } = await this.#active(runId);
    await writeOutputs(folder, outputs);
  }

  async recordModel(runId: string, modelJson: string): Promise<void> {
    const { folder } = await this.#active(runId);
    const models: unknown = JSON.parse((await readIfThere(join(folder, 'tags', loggedModelsTag))) ?? '[]');
    const all = [...(Array.isArray(models) ? models : []), JSON.parse(modelJson)];
    await writeTag(folder, loggedModelsTag, JSON.stringify(all));
  }

  async *metricHistory(runId: string, key: string): AsyncGenerator<Metric, void, undefined> {
    checkKey('metric', key);
    const { folder } = await this.#finder.locate(runId);
    yield* await readMetric(folder, key);
  }

  async *search({
    experimentIds,
    viewType = 'ACTIVE_ONLY',
    filter,
    orderBy = [],
  }: RunQuery): AsyncGenerator<Run, void, undefined> {
    const search = parseRunSearch(filter, orderBy);
    const folders: string[] = [];
    for (const experimentId of experimentIds) {
      const { folder } = await this.#experiments.locate(experimentId);
      for (const name of await foldersIn(folder)) if (!reserved.has(name)) folders.push(join(folder, name));
    }
    yield* searchRunFolders(this.#context, folders, search, viewType);
  }

  /** The metrics that are of logged models too, by the folders of these. */
  async #modelFolders(
    metrics: CheckedBatch['metrics'],
  ): Promise<[folder: string, metrics: CheckedBatch['metrics']][]> {
    const found: [string, CheckedBatch['metrics']][] = [];
    for (const modelId of new Set(metrics.map((metric) => metric.modelId))) {
      if (modelId === undefined) continue;
      const ofModel = metrics.filter((metric) => metric.modelId === modelId);
      for (const { dataset } of ofModel) checkDataset(dataset);
      found.push([await this.#loggedModels.folderOf(modelId), ofModel]);
    }
    return found;
  }

  async #active(runId: string): Promise<RunFolder> {
    const found = await this.#finder.locate(runId);
    if (metaText(found.meta, 'lifecycle_stage') !== 'deleted') return found;
    throw new MlflowError('INVALID_PARAMETER_VALUE', `run ${runId} is deleted`);
  }

  async #setStage(runId: string, stage: LifecycleStage): Promise<void> {
    const { folder, meta } = await this.#finder.locate(runId);
    const deletedTime = stage === 'deleted' ? this.#context.now() : null;
    await writeMeta(folder, { ...meta, lifecycle_stage: stage, deleted_time: deletedTime });
  }
}

/** Blanks separate what a line of a metric says; MLflow could not read the experiment any more. */
function checkDataset(dataset: MetricSubject['dataset']): void {
  if (dataset === undefined || (/^\S+$/.test(dataset.name) && /^\S+$/.test(dataset.digest))) return;
  const { name, digest } = dataset;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `in a folder the dataset of a model's metric has a name and a digest without blanks, got ${JSON.stringify({ name, digest })}`,
  );
}
