import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MlflowError } from '../../errors.js';
import { runNameTag } from '../../stores/run-tags.js';
import type { Run } from '../../stores/runs.js';
import { runStatusOf } from '../../stores/status.js';
import { checkId } from '../../stores/validate.js';
import type { YamlMapping } from '../../yaml/write.js';
import { readTexts } from '../disk/files.js';
import { corrupt, metaNumber, metaText, readMeta } from '../disk/meta.js';
import type { FileExperiments } from '../experiments.js';
import { readLatest } from '../metric-files.js';
import { readDatasets } from './datasets.js';
import { readOutputs } from './outputs.js';

/** A run on disk. */
export interface RunFolder {
  readonly folder: string;
  readonly meta: YamlMapping;
}

/** Finds runs by their id alone: the API does not say of which experiment a run is. */
export class RunFinder {
  readonly #experiments: FileExperiments;
  /** Experiment folders by run; where a run lies changes only when its experiment is deleted or restored. */
  readonly #known = new Map<string, string>();

  constructor(experiments: FileExperiments) {
    this.#experiments = experiments;
  }

  async locate(runId: string): Promise<RunFolder> {
    checkId('runId', runId);
    const known = this.#known.get(runId);
    const folders = await this.#experiments.folders();
    for (const experiment of known === undefined ? folders : [known, ...folders]) {
      const found = await readRunFolder(join(experiment, runId));
      if (found === undefined) continue;
      this.#remember(runId, experiment);
      return found;
    }
    throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `no run with id ${runId}`);
  }

  #remember(runId: string, experiment: string): void {
    if (this.#known.size >= 10_000) this.#known.clear();
    this.#known.set(runId, experiment);
  }
}

/**
 * The run in a folder; undefined when there is none. As in MLflow a run has its folders: a `meta.yaml` among the artifacts of
 * another run is not taken for one.
 */
export async function readRunFolder(folder: string): Promise<RunFolder | undefined> {
  const meta = await readMeta(folder);
  if (meta === undefined) return undefined;
  try {
    for (const part of ['metrics', 'params', 'artifacts']) await access(join(folder, part));
  } catch {
    return undefined;
  }
  if (
    metaText(meta, 'run_id') !== basename(folder) ||
    metaText(meta, 'experiment_id') !== basename(dirname(folder))
  ) {
    throw corrupt(folder, 'meta.yaml is of another run or experiment');
  }
  return { folder, meta };
}

/** The whole run. */
export async function readRun({ folder, meta }: RunFolder): Promise<Run> {
  const [metrics, params, tags, datasets, outputs] = await Promise.all([
    readLatest(folder),
    readTexts(join(folder, 'params')),
    readTexts(join(folder, 'tags')),
    readDatasets(dirname(folder), folder),
    readOutputs(folder),
  ]);
  return {
    runId: metaText(meta, 'run_id'),
    runName: metaText(meta, 'run_name') || (tags[runNameTag] ?? ''),
    experimentId: metaText(meta, 'experiment_id'),
    userId: metaText(meta, 'user_id'),
    status: runStatusOf(meta.status),
    startTime: metaNumber(meta, 'start_time') ?? 0,
    endTime: metaNumber(meta, 'end_time'),
    artifactUri: metaText(meta, 'artifact_uri'),
    lifecycleStage: metaText(meta, 'lifecycle_stage') === 'deleted' ? 'deleted' : 'active',
    metrics,
    params,
    tags,
    datasets,
    outputs,
  };
}
