import { parentPort, workerData } from 'node:worker_threads';
import { loadModel } from '../registry.js';
import { chunkRows, nextChunk, readyRows, type ScoringJob, type ScoringWorkerData } from './scoring-job.js';

const { model: saved, module }: ScoringWorkerData = workerData;
if (module) await import(module);
const model = loadModel(saved);

parentPort?.on('message', (job: ScoringJob) => {
  const { rows, columns } = job;
  const data = new Float64Array(job.data, job.offset, rows * columns);
  const scores = new Float64Array(job.scores, 0, rows);
  const progress = new Int32Array(job.progress);
  for (;;) {
    const start = Atomics.add(progress, nextChunk, 1) * chunkRows;
    if (start >= rows) break;
    const end = Math.min(start + chunkRows, rows);
    for (let ready = Atomics.load(progress, readyRows); ready < end; ) {
      Atomics.wait(progress, readyRows, ready);
      ready = Atomics.load(progress, readyRows);
    }
    scores.set(
      model.score({ data: data.subarray(start * columns, end * columns), rows: end - start, columns }),
      start,
    );
  }
  parentPort?.postMessage('done');
});
parentPort?.postMessage('done');
