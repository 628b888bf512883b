import { parentPort, workerData } from 'node:worker_threads';
import { methods } from './methods/all.mjs';
import { startPython } from './methods/python.mjs';
import { runners } from './tasks.mjs';

const { python, seeds, wanted } = workerData;
const peers = python && (await startPython(python));
const chosen = [...methods, ...(peers?.methods ?? [])].filter(({ name }) => wanted.includes(name));

parentPort.on('message', async (task) => {
  if (task === undefined) {
    peers?.close();
    parentPort.close();
    return;
  }
  for await (const result of runners[task.kind](task, chosen, seeds)) {
    parentPort.postMessage({ result });
  }
  parentPort.postMessage({ done: task });
});
parentPort.postMessage({ done: undefined });
