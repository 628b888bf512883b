import type { ArtifactRepository } from '../artifacts/repository.js';
import type { Backend } from '../backend.js';
import { MlflowError } from '../errors.js';
import { logModel } from '../models/log-model.js';
import type { ModelInfo, ModelToLog } from '../models/model-to-log.js';
import type { CallOptions, TextByKey } from '../stores/calls.js';
import type { Batch, DatasetInput, MetricSubject, NewRun, Run } from '../stores/runs.js';
import type { RunStatus } from '../stores/status.js';
import { RunBatcher } from './batcher.js';
import { describeTraining, type Training } from './training.js';

/** A value of a param; other than text is written as JavaScript shows it. */
export type ParamValue = string | number | boolean;

/**
 * Makes a run and conducts it to its end: `FINISHED` when `work` returns, `FAILED` when it throws, `KILLED` when the signal aborted it.
 */
export async function conductRun<Result>(
  backend: Backend,
  newRun: NewRun,
  work: (run: ActiveRun) => Promise<Result>,
  options: CallOptions = {},
): Promise<Result> {
  const run = await backend.runs.create(newRun, options);
  const batcher = new RunBatcher(backend.runs, run.runId, { now: backend.now });
  const end = (status: RunStatus, callOptions: CallOptions) =>
    backend.runs.update(run.runId, { status, endTime: backend.now() }, callOptions);
  try {
    const result = await work(new ActiveRun(backend, run, batcher));
    await batcher[Symbol.asyncDispose]();
    await end('FINISHED', options);
    return result;
  } catch (error) {
    // The error of `work` matters more than one of writing the rest.
    await batcher[Symbol.asyncDispose]().catch(() => {});
    // Without the signal, which may be the reason.
    await end(options.signal?.aborted ? 'KILLED' : 'FAILED', {}).catch(() => {});
    throw error;
  }
}

/** A run that is under way, see {@link MlflowClient.withRun}. What it logs is written in the background. */
export class ActiveRun {
  /** The run as it was when it began. */
  readonly run: Run;
  readonly #backend: Backend;
  readonly #batcher: RunBatcher;

  /** @hidden {@link MlflowClient.withRun} makes one. */
  constructor(backend: Backend, run: Run, batcher: RunBatcher) {
    this.run = run;
    this.#backend = backend;
    this.#batcher = batcher;
  }

  get runId(): string {
    return this.run.runId;
  }

  /** Logs what the run was given; each key once. */
  logParams(params: Readonly<Record<string, ParamValue>>): void {
    const texts = Object.entries(params).map(([key, value]) => [key, String(value)] as const);
    this.#add({ params: Object.fromEntries(texts) });
  }

  /**
   * Logs one value per key. `timestamp` is in milliseconds since the epoch, default now; `step` defaults to 0. With `modelId` they
   * are metrics of that logged model too, with `dataset` measured on that data.
   */
  logMetrics(
    values: Readonly<Record<string, number>>,
    at: MetricSubject & { readonly step?: number; readonly timestamp?: number } = {},
  ): void {
    this.#add({ metrics: Object.entries(values).map(([key, value]) => ({ key, value, ...at })) });
  }

  setTags(tags: TextByKey): void {
    this.#add({ tags });
  }

  /**
   * Logs a training as MLflow's autologging does: the model's options as params, the loss of each epoch, the evaluation and the
   * duration as metrics. See {@link describeTraining} for the names.
   *
   * @example
   * ```ts
   * run.logTraining({ model, evaluation: { roc_auc: rocAuc(model.score(rows), labels) }, seconds: 1.5 });
   * ```
   */
  logTraining(training: Training): void {
    this.#add(describeTraining(training));
  }

  /** Logs the data that the run reads. */
  async logDatasets(datasets: readonly DatasetInput[], options?: CallOptions): Promise<void> {
    await this.#backend.runs.logDatasets(this.runId, datasets, options);
  }

  /** Logs a model that this run made, see {@link MlflowClient.logModel}. */
  async logModel(model: ModelToLog, options?: CallOptions): Promise<ModelInfo> {
    return logModel(this.#backend, this.run, model, options);
  }

  /** Files of this run. */
  get artifacts(): ArtifactRepository {
    return this.#backend.artifactsAt(this.run.artifactUri);
  }

  /** Delivers what was logged so far. */
  async flush(options?: CallOptions): Promise<void> {
    await this.#batcher.flush(options);
  }

  /** A run below this one, in the same experiment. */
  async withRun<Result>(
    run: Omit<NewRun, 'experimentId' | 'parentRunId'>,
    work: (run: ActiveRun) => Promise<Result>,
    options?: CallOptions,
  ): Promise<Result> {
    const { experimentId, runId: parentRunId } = this.run;
    return conductRun(this.#backend, { ...run, experimentId, parentRunId }, work, options);
  }

  #add(batch: Batch): void {
    if (this.#batcher.add(batch)) return;
    throw new MlflowError(
      'REQUEST_LIMIT_EXCEEDED',
      'too much is waiting to be written: await flush() now and then',
    );
  }
}
