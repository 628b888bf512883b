import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MultipartOptions, multipartDefaults } from './artifacts/multipart.js';
import type { ArtifactRepository } from './artifacts/repository.js';
import { type ArtifactRepositoryFactory, resolveArtifacts } from './artifacts/resolve.js';
import { authorizationHeader, type Credentials } from './credentials.js';
import { isMlflowError, type MlflowError } from './errors.js';
import { fileStore } from './file/store.js';
import { findModel, type ModelLocation } from './models/find-model.js';
import { type LoadedModel, loadModelJson } from './models/load-model.js';
import { logModel } from './models/log-model.js';
import type { ModelInfo, ModelToLog } from './models/model-to-log.js';
import { knownOptions, numberOption, parseStoreUri } from './options.js';
import type { RetryOptions } from './rest/retry.js';
import { restStore } from './rest/store.js';
import { RestTransport } from './rest/transport.js';
import { ActiveRun } from './runs/active-run.js';
import { type BatcherOptions, RunBatcher } from './runs/batcher.js';
import type { CallOptions } from './stores/calls.js';
import type { ExperimentStore } from './stores/experiments.js';
import type { LoggedModelStore } from './stores/logged-models.js';
import type { RegistryStore } from './stores/registry.js';
import type { NewRun, RunStore } from './stores/runs.js';
import type { MlflowStore } from './stores/store.js';

/** Options of an {@link MlflowClient}; each has a default. */
export interface MlflowClientOptions {
  /** Where runs are kept: `http(s)://host[:port]` of an MLflow server, or a folder. Default `file:./mlruns`. */
  readonly trackingUri?: string;
  /** Where models are registered. Default: `trackingUri`. */
  readonly registryUri?: string;
  /** How to sign in to the servers; also `user:password@` in their URI. */
  readonly credentials?: Credentials;
  /** Longest wait for one attempt of a request. Default 120,000, as in Python. */
  readonly timeoutMilliseconds?: number;
  /** How failed requests are repeated. */
  readonly retry?: RetryOptions;
  /** Storage of artifacts by scheme of its URI, for example `{ s3: (uri) => … }`. */
  readonly artifactRepositories?: Readonly<Record<string, ArtifactRepositoryFactory>>;
  /** When and how large files go to the storage of the server in parts, where it takes them so. */
  readonly multipart?: MultipartOptions;
  /** Told of files in the file store that a search has to leave out because they cannot be read. Default: nobody. */
  readonly onCorrupt?: (error: MlflowError) => void;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
  /** Of `[0, 1)`, for the jitter of repetitions. Default `Math.random`. */
  readonly random?: () => number;
}

const known = [
  'trackingUri',
  'registryUri',
  'credentials',
  'timeoutMilliseconds',
  'retry',
  'artifactRepositories',
  'multipart',
  'onCorrupt',
  'fetch',
  'now',
  'random',
];

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
  /** Whether models are registered elsewhere than where runs are kept. */
  readonly hasSeparateRegistry: boolean;
  readonly #transport: RestTransport | undefined;
  readonly #options: MlflowClientOptions;
  readonly #multipart: Required<MultipartOptions>;

  constructor(options: MlflowClientOptions = {}) {
    knownOptions(options, known);
    const { timeoutMilliseconds, retry, trackingUri = 'file:./mlruns', registryUri = trackingUri } = options;
    numberOption('timeoutMilliseconds', timeoutMilliseconds ?? 120_000, 1, 2 ** 31 - 1);
    numberOption('retry.maxRetries', retry?.maxRetries ?? 0, 0, 100);
    numberOption('retry.backoffFactor', retry?.backoffFactor ?? 0, 0, 1000);
    numberOption('retry.backoffJitter', retry?.backoffJitter ?? 0, 0, 1000);
    this.#multipart = { ...multipartDefaults, ...options.multipart };
    numberOption('multipart.minimumBytes', this.#multipart.minimumBytes, 0, Number.MAX_SAFE_INTEGER);
    numberOption('multipart.partBytes', this.#multipart.partBytes, 1, 5 * 2 ** 30);
    this.#options = options;
    const tracking = openStore('trackingUri', trackingUri, options);
    const registry = registryUri === trackingUri ? tracking : openStore('registryUri', registryUri, options);
    this.experiments = tracking.store.experiments;
    this.runs = tracking.store.runs;
    this.loggedModels = tracking.store.loggedModels;
    this.registry = registry.store.registry;
    this.hasSeparateRegistry = registry !== tracking;
    this.#transport = tracking.transport;
  }

  /** The id of the experiment of this name, which is made when there is none; a deleted one is restored. */
  async ensureExperiment(name: string, options?: CallOptions): Promise<string> {
    const found = await this.experiments.findByName(name, options);
    if (found === undefined) {
      try {
        return await this.experiments.create({ name }, options);
      } catch (error) {
        // Somebody else was faster.
        const theirs = isMlflowError(error, 'RESOURCE_ALREADY_EXISTS')
          ? await this.experiments.findByName(name, options)
          : undefined;
        if (theirs === undefined) throw error;
        return theirs.experimentId;
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
    const created = await this.runs.create(run, options);
    return ActiveRun.conduct(this, created, work, options);
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
    return logModel(this, await this.runs.get(runId, options), model, options);
  }

  /**
   * Finds the files of a model by `models:/<name>@<alias>`, `models:/<name>/<version>`, `models:/m-<id>`, `runs:/<id>/<path>`, or
   * the URI of its artifacts.
   *
   * @throws MlflowError `RESOURCE_DOES_NOT_EXIST` when there is none, `INVALID_PARAMETER_VALUE` for another URI.
   */
  async findModel(uri: string, options?: CallOptions): Promise<ModelLocation> {
    return findModel(this, uri, options);
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
    return loadModelJson(this, uri, options);
  }

  /** The client's clock, in milliseconds since the epoch. */
  now(): number {
    return (this.#options.now ?? Date.now)();
  }

  /** Collects what a run logs and writes it in the background, see {@link RunBatcher}. */
  batcher(runId: string, options?: BatcherOptions): RunBatcher {
    return new RunBatcher(this.runs, runId, { now: () => this.now(), ...options });
  }

  /** The artifacts of a run. */
  async runArtifacts(runId: string, options?: CallOptions): Promise<ArtifactRepository> {
    return this.artifactsAt((await this.runs.get(runId, options)).artifactUri);
  }

  /** The artifacts at a URI, such as the `source` of a model version; `UNSUPPORTED_URI` for storage that is not known. */
  artifactsAt(uri: string): ArtifactRepository {
    return resolveArtifacts(uri, {
      transport: this.#transport,
      factories: this.#options.artifactRepositories ?? {},
      multipart: this.#multipart,
    });
  }
}

function openStore(
  option: string,
  uri: string,
  options: MlflowClientOptions,
): { readonly store: MlflowStore; readonly transport?: RestTransport } {
  const { now = Date.now, random = Math.random } = options;
  const identity = { now, uuid: randomUUID };
  const location = parseStoreUri(option, uri);
  if (location.kind === 'file') {
    return { store: fileStore(location.folder, { ...identity, onCorrupt: options.onCorrupt ?? (() => {}) }) };
  }
  const authorization = options.credentials
    ? authorizationHeader(options.credentials)
    : location.userInfo && `Basic ${Buffer.from(location.userInfo).toString('base64')}`;
  const transport = new RestTransport({
    baseUrl: location.baseUrl,
    headers: authorization ? { authorization } : {},
    fetch: options.fetch ?? globalThis.fetch,
    timeoutMilliseconds: options.timeoutMilliseconds ?? 120_000,
    retry: options.retry ?? {},
    now,
    random,
    sleep: async (milliseconds, signal) => {
      await sleep(milliseconds, undefined, signal ? { signal } : {}).catch((error) => {
        throw signal?.aborted ? signal.reason : error;
      });
    },
  });
  return { store: restStore(transport, identity), transport };
}
