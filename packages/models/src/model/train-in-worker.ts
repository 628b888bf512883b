import { Worker } from 'node:worker_threads';
import { ModelError } from '../errors.js';
import type { Matrix } from '../matrix.js';
import { trainingWorkerFile } from '../worker-files.js';
import { kindModules } from './kind-modules.js';
import type { SavedModel } from './saved-model.js';
import { type TrainingProgress, type TrainOptions, throwIfAborted } from './training.js';

/** What the worker is given. */
export interface TrainingJob {
  readonly kind: string;
  readonly options: object;
  readonly module: string | undefined;
  readonly rows: Matrix;
  readonly trainOptions: Pick<TrainOptions, 'labels' | 'featureNames' | 'calibrationFolds'>;
}

/** What the worker answers. */
export type TrainingMessage =
  | { readonly type: 'progress'; readonly progress: TrainingProgress }
  | { readonly type: 'trained'; readonly model: SavedModel };

/** Trains a model of the same kind and options in a worker thread (40 ms to start) and returns it saved. */
export async function trainInWorker(
  { kind, options }: Pick<TrainingJob, 'kind' | 'options'>,
  rows: Matrix,
  trainOptions: TrainOptions,
): Promise<SavedModel> {
  const { signal, onProgress, labels, featureNames, calibrationFolds } = trainOptions;
  throwIfAborted(signal);
  const job: TrainingJob = {
    kind,
    options,
    module: kindModules.get(kind),
    rows,
    trainOptions: {
      ...(labels && { labels: Uint8Array.from(labels) }),
      ...(featureNames && { featureNames }),
      ...(calibrationFolds !== undefined && { calibrationFolds }),
    },
  };
  const worker = new Worker(trainingWorkerFile, { workerData: job });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<SavedModel>((resolve, reject) => {
      worker.on('message', (message: TrainingMessage) => {
        if (message.type === 'trained') resolve(message.model);
        else onProgress?.(message.progress);
      });
      worker.on('error', (cause) => {
        reject(
          new ModelError('TRAINING_FAILED', `training of a ${kind} model failed: ${cause.message}`, {
            cause,
          }),
        );
      });
      worker.on('exit', (code) => {
        reject(new ModelError('TRAINING_FAILED', `the training worker ended early, with exit code ${code}`));
      });
    });
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
