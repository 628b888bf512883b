import { join } from 'node:path';
import { loadConfig } from '@ad/config';
import { MlflowClient } from '@ad/mlflow-client';
import { StreamingDetector } from '@ad/models';
import { expect, it } from 'vitest';
import { appendLines } from '../../src/recording/append-lines.js';
import { dayFileName } from '../../src/recording/day-files.js';
import type { LiveSource } from '../../src/recording/recorded.js';
import { findStart } from '../../src/run/starting-point.js';
import { writeTraining } from '../../src/tracking/mlflow-sink.js';
import { trainingRecord } from '../../src/tracking/training-record.js';
import { calm, featureNames, forest, freshFolder } from '../lifecycle/support.js';
import { listeningTerminal } from '../support/terminal.js';

const modelName = 'ad-web-1';
const data = calm(200, { from: Math.floor(Date.now() / 1000) - 200 });

/** A configuration whose registry has a champion and whose history has {@link data}. */
async function afterARun() {
  const [trackingUri, historyFolder] = [freshFolder(), freshFolder()];
  const loaded = await loadConfig({
    env: {},
    flags: {
      data_collection: { host: 'web-1', history_folder: historyFolder },
      detection: { models: ['isolation_forest'] },
      services: { mlflow_tracking_uri: trackingUri },
    },
  });
  if (!loaded.ok) throw new Error(loaded.problems[0].message);
  const { config } = loaded;
  for (const sample of data) {
    await appendLines(join(historyFolder, dayFileName('web-1', sample.timestamp)), [JSON.stringify(sample)]);
  }
  const state = new StreamingDetector({ featureNames }).snapshot();
  const saved = { ...(await forest(data, 'local-1')), featureNames, state };
  const mlflow = new MlflowClient({ trackingUri });
  const context = { config, modelName };
  const training = { saved, data, seconds: 1, evaluation: undefined };
  await writeTraining(mlflow, trainingRecord(training, context, 'champion'));
  return { config, mlflow };
}

it('begins with the champion and what was recorded, and looks at this machine once for that', async () => {
  const { config, mlflow } = await afterARun();
  let looks = 0;
  const watch = (): LiveSource => ({
    lateTicks: 0,
    missedTicks: 0,
    async *[Symbol.asyncIterator]() {
      looks++;
      yield* calm(1);
    },
  });
  const { terminal, said } = listeningTerminal();
  const found = await findStart(terminal, {
    config,
    history: { files: [], prometheus: undefined },
    mlflow,
    modelName,
    recorder: undefined,
    watch,
    signal: new AbortController().signal,
  });
  expect(said).toEqual([
    expect.stringMatching(/^Loaded version 1 of ad-web-1, trained .* ago on 200 samples$/),
  ]);
  expect(found.ok && found.start.history).toHaveLength(200);
  expect(found.ok && found.start.champion?.version).toBe('1');
  expect(looks).toBe(1);
});
