import type { ArtifactRepository } from './artifacts/repository.js';
import { type Backend, openBackend } from './backend.js';
import type { MlflowClientOptions } from './client-options.js';
import { isMlflowError } from './errors.js';
import { findModel, type ModelLocation } from './models/find-model.js';
import { type LoadedModel, loadModel } from './models/load-model.js';
import { logModel } from './models/log-model.js';
import type { ModelInfo, ModelToLog } from './models/model-to-log.js';
import { type ActiveRun, conductRun } from './runs/active-run.js';
import { type BatcherOptions, RunBatcher } from './runs/batcher.js';
import type { CallOptions } from './stores/calls.js';
import type { ExperimentStore } from './stores/experiments.js';
import type { LoggedModelStore } from './stores/logged-models.js';
import type { RegistryStore } from './stores/registry.js';
import type { NewRun, RunStore } from './stores/runs.js';

/**
 * Tracks runs and registers models, on an MLflow server or in a folder that MLflow can read.
 *
 * @example
 * const client = new MlflowClient({ trackingUri: 'file:./mlruns' });
 * const experimentId = await client.ensureExperiment('forests');
 * await client.withRun({ experimentId, runName: 'first' }, async (run) => {
 *   run.logParams({ nEstimators: 100 });
 *   run.logMetrics({ auc: 0.97 }, { step: 1 });
 * });
 */
export class MlflowClient {
  readonly experiments: ExperimentStore;
  readonly runs: RunStore;
  readonly loggedModels: LoggedModelStore;
  readonly registry: RegistryStore;
  readonly #backend: Backend;

  constructor(options: MlflowClientOptions = {}) {
    this.#backend = openBackend(options);
    this.experiments = this.#backend.experiments;
    this.runs = this.#backend.runs;
    this.loggedModels = this.#backend.loggedModels;
    this.registry = this.#backend.registry;
  }

  /** The id of the experiment of this name, which is made when there is none; a deleted one is restored. */
  async ensureExperiment(name: string, options?: CallOptions): Promise<string> {
    let found = await this.experiments.findByName(name, options);
    if (found === undefined) {
      try {
        return await this.experiments.create({ name }, options);
      } catch (error) {
        if (!isMlflowError(error, 'RESOURCE_ALREADY_EXISTS')) throw error;
        // Another process made it in the meantime.
        found = await this.experiments.findByName(name, options);
        if (found === undefined) throw error;
      }
    }
    if (found.lifecycleStage === 'deleted') await this.experiments.restore(found.experimentId, options);
    return found.experimentId;
  }

  /**
   * Runs `work` as a run: marked `FINISHED` when it returns, `FAILED` when it throws, `KILLED` when the signal aborted it.
   * What the run logged is delivered before. Returns what `work` returns, throws what it throws.
   */
  async withRun<Result>(
    run: NewRun,
    work: (run: ActiveRun) => Promise<Result>,
    options?: CallOptions,
  ): Promise<Result> {
    return conductRun(this.#backend, run, work, options);
  }

  /**
   * Logs a model that a run made: its files with an `MLmodel` that says what they are, so that MLflow shows it, and loads it when
   * a flavor is its own. Registers a version of it when told. Where the server is of MLflow 2 the files go below the run.
   *
   * @throws MlflowError what went wrong; a model whose files did not all arrive is marked `UPLOAD_FAILED`.
   *
   * @example
   * ```ts
   * const { version } = await client.logModel(runId, {
   *   name: 'forest',
   *   ...packModel(model.toJSON()),
   *   inputExample: { columns: ['cpu', 'memory'], data: [[12.5, 40]] },
   *   registeredModelName: 'forest',
   *   alias: 'champion',
   * });
   * ```
   */
  async logModel(runId: string, model: ModelToLog, options?: CallOptions): Promise<ModelInfo> {
    return logModel(this.#backend, await this.runs.get(runId, options), model, options);
  }

  /**
   * Finds the files of a model by `models:/<name>@<alias>`, `models:/<name>/<version>`, `models:/m-<id>`, `runs:/<id>/<path>`, or
   * the URI of its artifacts.
   *
   * @throws MlflowError `RESOURCE_DOES_NOT_EXIST` when there is none, `INVALID_PARAMETER_VALUE` for another URI.
   */
  async findModel(uri: string, options?: CallOptions): Promise<ModelLocation> {
    return findModel(this.#backend, uri, options);
  }

  /**
   * Reads back the JSON of a model that was logged with {@link packModel}. The URI is one of {@link MlflowClient.findModel}.
   *
   * @throws MlflowError `RESOURCE_DOES_NOT_EXIST` when there is no such model, or none with that JSON; `CORRUPT_FILE` when it is
   * damaged.
   *
   * @example
   * ```ts
   * const { saved, version } = await client.loadModel('models:/forest@champion');
   * const model = loadModel(saved); // of @ad/models
   * ```
   */
  async loadModel(uri: string, options?: CallOptions): Promise<LoadedModel> {
    return loadModel(this.#backend, uri, options);
  }

  /** Collects what a run logs and writes it in the background, see {@link RunBatcher}. */
  batcher(runId: string, options?: BatcherOptions): RunBatcher {
    return new RunBatcher(this.runs, runId, { now: this.#backend.now, ...options });
  }

  /** The artifacts of a run. */
  async runArtifacts(runId: string, options?: CallOptions): Promise<ArtifactRepository> {
    return this.artifactsAt((await this.runs.get(runId, options)).artifactUri);
  }

  /** The artifacts at a URI, such as the `source` of a model version; `UNSUPPORTED_URI` for storage that is not known. */
  artifactsAt(uri: string): ArtifactRepository {
    return this.#backend.artifactsAt(uri);
  }
}
