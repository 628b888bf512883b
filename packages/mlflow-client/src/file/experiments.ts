import { randomInt } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MlflowError } from '../errors.js';
import { mapWithLimit } from '../map-with-limit.js';
import { searchExperiments } from '../search/experiments.js';
import type { ViewType } from '../stores/calls.js';
import type { Experiment, ExperimentQuery, ExperimentStore, NewExperiment } from '../stores/experiments.js';
import { checkExperimentName, checkId } from '../stores/validate.js';
import { type FileContext, newExperiment } from './context.js';
import { foldersIn, readTexts } from './disk/files.js';
import { withFileLock } from './disk/lock.js';
import { corrupt, metaNumber, metaText, readMeta, writeMeta } from './disk/meta.js';
import { checkTags, writeTags } from './tags.js';

/** An experiment on disk. */
interface ExperimentFolder {
  readonly folder: string;
  readonly experiment: Experiment;
}

/** Experiments in the folders of a file store. */
export class FileExperiments implements ExperimentStore {
  readonly #context: FileContext;

  constructor(context: FileContext) {
    this.#context = context;
  }

  async create({ name, artifactLocation, tags = {} }: NewExperiment): Promise<string> {
    checkExperimentName(name);
    checkTags('experiment tag', tags);
    return this.#locked(async (root) => {
      await this.#requireFree(name);
      const id = newId();
      const location = artifactLocation ?? this.#context.uriOf(id);
      const folder = join(root, id);
      await mkdir(folder);
      await writeTags(folder, tags);
      await writeMeta(folder, newExperiment(id, name, location, this.#context.now()));
      return id;
    });
  }

  async get(experimentId: string): Promise<Experiment> {
    return (await this.locate(experimentId)).experiment;
  }

  async findByName(name: string): Promise<Experiment | undefined> {
    return (await this.#all('ALL')).find((experiment) => experiment.name === name);
  }

  async rename(experimentId: string, name: string): Promise<void> {
    checkExperimentName(name);
    await this.#locked(async () => {
      const { folder } = await this.active(experimentId);
      await this.#requireFree(name);
      await this.#change(folder, { name });
    });
  }

  async delete(experimentId: string): Promise<void> {
    if (experimentId === '0') {
      throw new MlflowError('INVALID_PARAMETER_VALUE', 'the default experiment cannot be deleted');
    }
    const { folder } = await this.active(experimentId);
    await this.#change(folder, { lifecycle_stage: 'deleted' });
    await this.#changeRuns(folder, 'deleted');
    await rename(folder, join(this.#context.trash, experimentId));
  }

  async restore(experimentId: string): Promise<void> {
    const root = await this.#context.root();
    const { folder, experiment } = await this.locate(experimentId);
    if (experiment.lifecycleStage === 'active') {
      throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `no deleted experiment ${experimentId}`);
    }
    const target = join(root, experimentId);
    await rename(folder, target);
    await this.#change(target, { lifecycle_stage: 'active' });
    await this.#changeRuns(target, 'active');
  }

  async setTag(experimentId: string, key: string, value: string): Promise<void> {
    checkTags('experiment tag', { [key]: value });
    const { folder } = await this.active(experimentId);
    await writeTags(folder, { [key]: value });
  }

  async *search({
    filter,
    orderBy,
    viewType = 'ACTIVE_ONLY',
  }: ExperimentQuery = {}): AsyncGenerator<Experiment, void, undefined> {
    yield* searchExperiments(await this.#all(viewType), filter, orderBy);
  }

  /** The experiment with its folder, deleted or not. */
  async locate(experimentId: string): Promise<ExperimentFolder> {
    checkId('experimentId', experimentId);
    const root = await this.#context.root();
    for (const folder of [join(root, experimentId), join(this.#context.trash, experimentId)]) {
      const experiment = await readExperiment(folder, experimentId);
      if (experiment) return { folder, experiment };
    }
    throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `no experiment with id ${experimentId}`);
  }

  /** The same, when it is not deleted. */
  async active(experimentId: string): Promise<ExperimentFolder> {
    const located = await this.locate(experimentId);
    if (located.experiment.lifecycleStage === 'active') return located;
    throw new MlflowError('INVALID_PARAMETER_VALUE', `experiment ${experimentId} is deleted`);
  }

  /** Folders of all experiments, deleted ones last. */
  async folders(viewType: ViewType = 'ALL'): Promise<string[]> {
    const root = await this.#context.root();
    const idsIn = async (parent: string) =>
      (await foldersIn(parent))
        .filter((name) => name !== '.trash' && name !== 'models')
        .map((id) => join(parent, id));
    const active = viewType === 'DELETED_ONLY' ? [] : await idsIn(root);
    const deleted = viewType === 'ACTIVE_ONLY' ? [] : await idsIn(this.#context.trash);
    return [...active, ...deleted];
  }

  async #all(viewType: ViewType): Promise<Experiment[]> {
    return this.#context.readable(await this.folders(viewType), (folder) => readExperiment(folder));
  }

  async #requireFree(name: string): Promise<void> {
    const taken = await this.findByName(name);
    if (!taken) return;
    const state = taken.lifecycleStage === 'deleted' ? ', deleted: restore it or take another name' : '';
    throw new MlflowError('RESOURCE_ALREADY_EXISTS', `experiment ${JSON.stringify(name)} exists${state}`);
  }

  async #change(folder: string, change: Readonly<Record<string, string>>): Promise<void> {
    const meta = await readMeta(folder);
    if (!meta) throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `no experiment in ${folder}`);
    const { tags: _kept, ...rest } = meta;
    await writeMeta(folder, { ...rest, ...change, last_update_time: this.#context.now() });
  }

  /** Runs are deleted and restored with their experiment. */
  async #changeRuns(folder: string, stage: 'active' | 'deleted'): Promise<void> {
    await mapWithLimit(await foldersIn(folder), 8, async (name) => {
      const run = join(folder, name);
      const meta = await readMeta(run);
      if (meta === undefined || !('run_id' in meta) || metaText(meta, 'lifecycle_stage') === stage) return;
      const time = stage === 'deleted' ? this.#context.now() : null;
      await writeMeta(run, { ...meta, lifecycle_stage: stage, deleted_time: time });
    });
  }

  async #locked<Result>(work: (root: string) => Promise<Result>): Promise<Result> {
    const root = await this.#context.root();
    return withFileLock(join(root, '.experiments.lock'), () => work(root));
  }
}

async function readExperiment(folder: string, id?: string): Promise<Experiment | undefined> {
  const meta = await readMeta(folder);
  if (meta === undefined) return undefined;
  const experimentId = metaText(meta, 'experiment_id');
  if (basename(folder) !== experimentId || (id !== undefined && id !== experimentId)) {
    throw corrupt(folder, `meta.yaml is of experiment ${JSON.stringify(experimentId)}`);
  }
  return {
    experimentId,
    name: metaText(meta, 'name'),
    artifactLocation: metaText(meta, 'artifact_location'),
    lifecycleStage: metaText(meta, 'lifecycle_stage') === 'deleted' ? 'deleted' : 'active',
    creationTime: metaNumber(meta, 'creation_time'),
    lastUpdateTime: metaNumber(meta, 'last_update_time'),
    tags: await readTexts(join(folder, 'tags')),
  };
}

/** 18 digits, as MLflow's. */
function newId(): string {
  const half = () => String(randomInt(1e9)).padStart(9, '0');
  return `${randomInt(1, 10)}${half().slice(1)}${half()}`;
}
