import type { ArtifactRepository } from '../artifacts/repository.js';
import type { MlflowClient } from '../client.js';
import { MlflowError } from '../errors.js';
import type { ModelInfo, ModelToLog } from '../models/model-to-log.js';
import type { CallOptions, TextByKey } from '../stores/calls.js';
import type { DatasetInput, MetricSubject, NewRun, Run } from '../stores/runs.js';
import type { RunStatus } from '../stores/status.js';
import type { RunBatcher } from './batcher.js';
import { describeTraining, type Training } from './training.js';

/** A value of a param; other than text is written as JavaScript shows it. */
export type ParamValue = string | number | boolean;

/** A run that is under way, see {@link MlflowClient.withRun}. What it logs is written in the background. */
export class ActiveRun {
  /** The run as it was when it began. */
  readonly run: Run;
  readonly #client: MlflowClient;
  readonly #batcher: RunBatcher;

  private constructor(client: MlflowClient, run: Run) {
    this.run = run;
    this.#client = client;
    this.#batcher = client.batcher(run.runId);
  }

  /** Conducts a run that exists from here to its end. */
  static async conduct<Result>(
    client: MlflowClient,
    run: Run,
    work: (run: ActiveRun) => Promise<Result>,
    options: CallOptions = {},
  ): Promise<Result> {
    const active = new ActiveRun(client, run);
    try {
      const result = await work(active);
      await active.#end('FINISHED', options);
      return result;
    } catch (error) {
      // Without the signal, which may be the reason. The error of `work` matters more than one of marking it.
      await active.#end(options.signal?.aborted ? 'KILLED' : 'FAILED', {}).catch(() => {});
      throw error;
    }
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
    await this.#client.runs.logDatasets(this.runId, datasets, options);
  }

  /** Logs a model that this run made, see {@link MlflowClient.logModel}. */
  async logModel(model: ModelToLog, options?: CallOptions): Promise<ModelInfo> {
    return this.#client.logModel(this.runId, model, options);
  }

  /** Files of this run. */
  get artifacts(): ArtifactRepository {
    return this.#client.artifactsAt(this.run.artifactUri);
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
    return this.#client.withRun({ ...run, experimentId, parentRunId }, work, options);
  }

  #add(batch: Parameters<RunBatcher['add']>[0]): void {
    if (this.#batcher.add(batch)) return;
    throw new MlflowError(
      'REQUEST_LIMIT_EXCEEDED',
      'too much is waiting to be written: await flush() now and then',
    );
  }

  async #end(status: RunStatus, options: CallOptions): Promise<void> {
    try {
      await this.#batcher[Symbol.asyncDispose]();
    } catch (error) {
      if (status === 'FINISHED') throw error;
    }
    await this.#client.runs.update(this.runId, { status, endTime: this.#client.now() }, options);
  }
}
