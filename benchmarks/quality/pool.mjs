import { Worker } from 'node:worker_threads';

/** Runs the tasks, some at a time, each in one of the threads; calls back for every result and every task that ends. */
export async function runTasks(tasks, { jobs, workerData, onResult, onTask }) {
  const waiting = [...tasks];
  await Promise.all(
    Array.from({ length: Math.min(jobs, tasks.length) }, async () => {
      const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData });
      try {
        await new Promise((resolve, reject) => {
          worker.on('error', reject);
          worker.on('exit', resolve);
          worker.on('message', ({ result, done }) => {
            if (result) return onResult(result);
            if (done) onTask(done);
            worker.postMessage(waiting.shift());
          });
        });
      } finally {
        await worker.terminate();
      }
    }),
  );
}
