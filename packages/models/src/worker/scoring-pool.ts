import { Worker } from 'node:worker_threads';
import { ModelError } from '../errors.js';
import { type Matrix, type Rows, toMatrix } from '../matrix.js';
import type { BaseModel } from '../model/base-model.js';
import { kindModules } from '../model/kind-modules.js';
import { scoringWorkerFile } from '../worker-files.js';
import { chunkRows, readyRows, type ScoringJob, type ScoringWorkerData } from './scoring-job.js';

/** Worker threads that hold a copy of a model and share each batch of rows. A pool in which one has failed is closed. */
export class ScoringPool {
  readonly #workers: readonly Worker[];
  readonly #columns: number;
  readonly #rowMemory = new GrowingMemory();
  readonly #scoreMemory = new GrowingMemory();
  #closed = false;
  #previous: Promise<unknown>;
  /** How the batch in progress ends, and how many workers have yet to answer. */
  #batch = { open: 0, resolve: () => {}, reject: (_error: ModelError) => {} };

  private constructor(model: BaseModel, threads: number) {
    const workerData: ScoringWorkerData = { model: model.toJSON(), module: kindModules.get(model.kind) };
    this.#workers = Array.from({ length: threads }, () => new Worker(scoringWorkerFile, { workerData }));
    this.#columns = model.featureNames.length;
    for (const worker of this.#workers) {
      worker.on('message', () => this.#takeAnswer());
      worker.on('error', (cause) => this.#fail(`a scoring worker failed: ${cause.message}`, cause));
      worker.on('exit', () => this.#fail('a scoring worker ended'));
    }
    this.#previous = this.#answers();
  }

  /** Starts the threads and waits until each has read the model. */
  static async start(model: BaseModel, threads: number): Promise<ScoringPool> {
    const pool = new ScoringPool(model, threads);
    await pool.#previous;
    return pool;
  }

  async score(rows: Rows): Promise<Float64Array> {
    const matrix = toMatrix(rows, this.#columns);
    const scores = this.#previous.then(() => this.#scoreMatrix(matrix));
    this.#previous = scores.catch(() => undefined);
    return scores;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  async #scoreMatrix({ rows, columns, data }: Matrix): Promise<Float64Array> {
    if (this.#closed) throw new ModelError('SCORING_FAILED', 'this parallel scorer is closed');
    if (rows === 0) return new Float64Array(0);
    const shared = data.buffer instanceof SharedArrayBuffer ? data.buffer : undefined;
    const job: ScoringJob = {
      rows,
      columns,
      data: shared ?? this.#rowMemory.ofSize(data.byteLength),
      offset: shared ? data.byteOffset : 0,
      scores: this.#scoreMemory.ofSize(rows * Float64Array.BYTES_PER_ELEMENT),
      progress: new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT),
    };
    const answers = this.#answers();
    for (const worker of this.#workers) worker.postMessage(job);
    publishRows(job, shared ? undefined : data);
    await answers;
    return new Float64Array(job.scores, 0, rows).slice();
  }

  /** Resolves when every worker has said that it is done. Only meanwhile do they keep the process alive. */
  async #answers(): Promise<void> {
    for (const worker of this.#workers) worker.ref();
    try {
      await new Promise<void>((resolve, reject) => {
        this.#batch = { open: this.#workers.length, resolve, reject };
      });
    } finally {
      for (const worker of this.#workers) worker.unref();
    }
  }

  #takeAnswer(): void {
    this.#batch.open--;
    if (this.#batch.open === 0) this.#batch.resolve();
  }

  #fail(message: string, cause?: Error): void {
    this.#batch.reject(new ModelError('SCORING_FAILED', message, { cause }));
    void this.close();
  }
}

/** Copies the rows chunk by chunk, while workers already score the first; nothing to copy when they share them. */
function publishRows(job: ScoringJob, data: Float64Array | undefined): void {
  const progress = new Int32Array(job.progress);
  const target = new Float64Array(job.data, job.offset);
  for (let start = 0; start < job.rows; start += chunkRows) {
    const end = data ? Math.min(start + chunkRows, job.rows) : job.rows;
    if (data) target.set(data.subarray(start * job.columns, end * job.columns), start * job.columns);
    Atomics.store(progress, readyRows, end);
    Atomics.notify(progress, readyRows);
    if (end === job.rows) return;
  }
}

/** Shared memory that is kept for the next batch and replaced by a larger one when needed. */
class GrowingMemory {
  #buffer = new SharedArrayBuffer(0);

  ofSize(bytes: number): SharedArrayBuffer {
    if (this.#buffer.byteLength < bytes) this.#buffer = new SharedArrayBuffer(bytes);
    return this.#buffer;
  }
}
