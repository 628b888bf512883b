import { parentPort, workerData } from 'node:worker_threads';
import { methods } from './methods/all.mjs';
import { startPython } from './methods/python.mjs';
import { runners } from './tasks.mjs';

const { python, quick, seeds } = workerData;
const peers = python && (await startPython(python));
const wanted = [...methods, ...(peers?.methods ?? [])].filter(({ isSlow }) => !(quick && isSlow));

parentPort.on('message', async (task) => {
  if (task === undefined) {
    peers?.close();
    parentPort.close();
    return;
  }
  for await (const result of runners[task.kind](task, wanted, seeds)) {
    parentPort.postMessage({ result });
  }
  parentPort.postMessage({ done: task });
});
parentPort.postMessage({ done: undefined });
