import { parentPort, workerData } from 'node:worker_threads';
import type { TrainingJob, TrainingMessage } from '../model/train-in-worker.js';
import { createModel } from '../registry.js';

const { kind, options, module, rows, trainOptions }: TrainingJob = workerData;
const send = (message: TrainingMessage): void => parentPort?.postMessage(message);

if (module) await import(module);
const model = createModel(kind, options);
await model.train(rows, { ...trainOptions, onProgress: (progress) => send({ type: 'progress', progress }) });
send({ type: 'trained', model: model.toJSON() });
