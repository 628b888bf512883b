import { setTimeout as sleep } from 'node:timers/promises';
import { MlflowClient } from '@ad/mlflow-client';
import { IsolationForestModel, LstmModel, RandomForestModel, type Sample, type Verdict } from '@ad/models';
import { expect, it } from 'vitest';
import type { VersionedModels } from '../../src/detectors/versioned-models.js';
import { LiveDetector } from '../../src/lifecycle/live-detector.js';
import { loadDetector } from '../../src/registry/load-detector.js';
import { packDetector } from '../../src/registry/pack-detector.js';
import { calm, featureNames, freshFolder } from './support.js';

/** `pnpm bench:swaps` in benchmarks/ has a thousand, and measures the pauses. */
const swaps = 50;
const perSecond = 1000;
const history = calm(1000);

/** The three models, trained on an hour and stored as the first version, and as the second. */
async function registry() {
  const client = new MlflowClient({ trackingUri: freshFolder() });
  const rows = history.map(({ values }) => featureNames.map((name) => values[name]));
  const models = [new IsolationForestModel(), new RandomForestModel(), new LstmModel({ epochs: 5 })];
  for (const model of models) await model.train(rows, { featureNames });
  const live = new LiveDetector({ detector: { featureNames }, current: versioned('0'), lookBack: 10 });
  for (const sample of history) live.learn(sample);
  const experimentId = await client.ensureExperiment('swaps');
  for (const version of ['1', '2']) {
    const saved = { ...versioned(version), featureNames, state: live.state() };
    await client.withRun({ experimentId }, (run) =>
      run.logModel({
        name: 'detector',
        ...packDetector(saved, history.slice(0, 3), '1.0.0'),
        registeredModelName: 'swapped',
      }),
    );
  }
  return { client, live };

  function versioned(version: string): VersionedModels {
    return { models, version, trainingId: version, samples: 1000, trainedAt: 0 };
  }
}

it(`judges a thousand samples a second while it is given ${swaps} other versions, each loaded anew: none is left out or judged twice`, async () => {
  const { client, live } = await registry();
  const verdicts: Verdict[] = [];
  let isDone = false;

  /** Samples come whether or not they are waited for; what came meanwhile is judged when there is time. */
  async function judge(): Promise<void> {
    const begun = performance.now();
    for (let due = 0; !isDone; ) {
      await new Promise((resolve) => setImmediate(resolve));
      for (; due < ((performance.now() - begun) * perSecond) / 1000; due++) {
        verdicts.push(live.observe(at(due)));
      }
    }
  }

  async function swap(): Promise<void> {
    for (let i = 0; i < swaps; i++) {
      const version = await client.registry.getVersion('swapped', String(1 + (i % 2)));
      live.use(await loadDetector(client, version), { watched: true });
      await sleep(20);
    }
    isDone = true;
  }

  await Promise.all([judge(), swap()]);
  expect(verdicts.map(({ sequence }) => sequence)).toEqual(verdicts.map((_, i) => i + 1));
  expect(verdicts.map(({ timestamp }) => timestamp)).toEqual(verdicts.map((_, i) => at(i).timestamp));
  expect(new Set(verdicts.map(({ model }) => model.version))).toEqual(new Set(['0', '1', '2']));
}, 600_000);

const day = calm(20_000, { from: 1000, seed: 2 });

function at(i: number): Sample {
  return { ...day[i % day.length], timestamp: 1_000_000 + 1000 * i };
}
