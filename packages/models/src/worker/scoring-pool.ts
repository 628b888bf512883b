import { Worker } from 'node:worker_threads';
import { ModelError } from '../errors.js';
import { type Matrix, type Rows, toMatrix } from '../matrix.js';
import type { BaseModel } from '../model/base-model.js';
import { moduleOf } from '../model/registered.js';
import { integerOption, refuseUnknownOptions } from '../options.js';
import { scoringWorkerFile } from '../worker-files.js';
import type { ParallelScorer, ParallelScorerOptions } from './parallel-scorer.js';
import { chunkRows, readyRows, type ScoringJob, type ScoringWorkerData } from './scoring-job.js';

const word = Float64Array.BYTES_PER_ELEMENT;

/** Starts the threads and waits until each has read the model. */
export async function startScoringPool(
  model: BaseModel,
  options: ParallelScorerOptions,
): Promise<ParallelScorer> {
  refuseUnknownOptions('createParallelScorer', options, ['threads']);
  const threads = integerOption('threads', options.threads ?? 2, { min: 1, max: 256 });
  if (model.isSequential) {
    throw new ModelError(
      'INVALID_OPTION',
      `a parallel scorer needs a model that scores rows one by one; a ${model.kind} model scores them in sequence`,
    );
  }
  const workerData: ScoringWorkerData = { model: model.toJSON(), module: moduleOf(model.kind) };
  const workers = Array.from({ length: threads }, () => new Worker(scoringWorkerFile, { workerData }));
  const columns = model.featureNames.length;
  const rowMemory = new GrowingMemory();
  const scoreMemory = new GrowingMemory();
  let closed = false;
  let previous: Promise<unknown> = allDone(workers);
  try {
    await previous;
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.terminate()));
    throw error;
  }
  for (const worker of workers) worker.unref();

  async function scoreMatrix(matrix: Matrix): Promise<Float64Array> {
    if (closed) throw new ModelError('SCORING_FAILED', 'this parallel scorer is closed');
    const { rows, data } = matrix;
    if (rows === 0) return new Float64Array(0);
    const shared = data.buffer instanceof SharedArrayBuffer ? data.buffer : undefined;
    const job: ScoringJob = {
      rows,
      columns,
      data: shared ?? rowMemory.ofSize(data.byteLength),
      offset: shared ? data.byteOffset : 0,
      scores: scoreMemory.ofSize(rows * word),
      progress: new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT),
    };
    const done = allDone(workers);
    for (const worker of workers) worker.postMessage(job);
    publishRows(job, shared ? undefined : data);
    await done;
    return new Float64Array(job.scores, 0, rows).slice();
  }

  return {
    async score(rows: Rows) {
      const matrix = toMatrix(rows, columns);
      const scores = previous.then(() => scoreMatrix(matrix));
      previous = scores.catch(() => undefined);
      return scores;
    },
    async close() {
      closed = true;
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
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

/** Resolves when every worker has said that it is done; rejects when one fails or ends. */
async function allDone(workers: readonly Worker[]): Promise<void> {
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          const settle = (act: () => void): void => {
            worker.off('message', onMessage).off('error', onError).off('exit', onExit);
            worker.unref();
            act();
          };
          const onMessage = (): void => settle(resolve);
          const onError = (cause: Error): void =>
            settle(() =>
              reject(
                new ModelError('SCORING_FAILED', `a scoring worker failed: ${cause.message}`, { cause }),
              ),
            );
          const onExit = (): void =>
            settle(() => reject(new ModelError('SCORING_FAILED', 'a scoring worker ended')));
          worker.on('message', onMessage).on('error', onError).on('exit', onExit);
          worker.ref();
        }),
    ),
  );
}

/** Shared memory that is kept for the next batch and replaced by a larger one when needed. */
class GrowingMemory {
  #buffer = new SharedArrayBuffer(0);

  ofSize(bytes: number): SharedArrayBuffer {
    if (this.#buffer.byteLength < bytes) this.#buffer = new SharedArrayBuffer(bytes);
    return this.#buffer;
  }
}
