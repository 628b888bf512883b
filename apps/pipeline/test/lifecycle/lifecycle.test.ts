import { loadConfig } from '@ad/config';
import { MlflowClient } from '@ad/mlflow-client';
import { type Sample, StreamingDetector } from '@ad/models';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { VersionedModels } from '../../src/detectors/versioned-models.js';
import { Lifecycle, type LifecycleParts, type TrainingOutcome } from '../../src/lifecycle/lifecycle.js';
import { LiveDetector } from '../../src/lifecycle/live-detector.js';
import { Relearning } from '../../src/lifecycle/relearning.js';
import type { Shadow } from '../../src/lifecycle/shadow.js';
import { loadDetector } from '../../src/registry/load-detector.js';
import { Tracking } from '../../src/tracking/tracking.js';
import { listeningTerminal } from '../support/terminal.js';
import { calm, featureNames, forest, freshFolder } from './support.js';

const modelName = 'ad-web-1';
const untrained: VersionedModels = { models: [], version: '0', trainingId: '', samples: 0, trainedAt: 0 };
const history = calm(1000);

/** A life over a file store of its own. */
async function life(current: VersionedModels = untrained, parts: Partial<LifecycleParts> = {}) {
  const folder = freshFolder();
  const loaded = await loadConfig({
    env: {},
    flags: {
      data_collection: { host: 'web-1' },
      detection: { models: ['isolation_forest'] },
      services: { mlflow_tracking_uri: folder },
      lifecycle: { outbox_folder: freshFolder(), challenger_samples: 200, probation_hours: 1 },
    },
  });
  if (!loaded.ok) throw new Error(loaded.problems[0].message);
  const { terminal, said } = listeningTerminal();
  const tracking = await Tracking.open(terminal, loaded);
  onTestFinished(() => tracking.close());
  const detector = { featureNames };
  const live = new LiveDetector({ detector, current, lookBack: 10 });
  for (const sample of history) live.learn(sample);
  const outcomes: TrainingOutcome[] = [];
  const lifecycle = new Lifecycle({
    config: loaded.config,
    modelName,
    live,
    tracking,
    detector,
    train: async (samples) => ({ models: (await forest(samples, '')).models, trainingSeconds: 0.25 }),
    say: (line) => said.push(line),
    onTraining: (outcome) => outcomes.push(outcome),
    onModels: () => {},
    signal: new AbortController().signal,
    now: () => 1_700_000_000_000,
    ...parts,
  });
  const client = new MlflowClient({ trackingUri: folder });
  const relearning = new Relearning({ history, learned: 1000, pause: 1e12, train: async () => {} });
  return {
    lifecycle,
    live,
    client,
    said,
    outcomes,
    tracking,
    train: (samples: readonly Sample[]) => lifecycle.train(samples, () => {}),
    observe(samples: readonly Sample[]) {
      for (const sample of samples) lifecycle.observe(sample, relearning);
    },
    aliases: async () => (await client.registry.getModel(modelName)).aliases,
    delivered: () => expect.poll(() => tracking.pending, { timeout: 5000 }).toBe(0),
  };
}

describe('a training', () => {
  it('is a run with options, data, duration and evaluation, and a version that judges at once', async () => {
    const { train, live, client, outcomes } = await life();
    await train(history);
    const version = await client.registry.findByAlias(modelName, 'champion');
    expect(version).toMatchObject({ version: '1', tags: { 'ad.host': 'web-1' } });
    expect(live.current).toMatchObject({ version: '1', samples: 1000 });
    expect(outcomes).toEqual([{ result: 'success', durationSeconds: 0.25 }]);

    const run = await client.runs.get(version?.runId ?? '');
    expect(run.status).toBe('FINISHED');
    expect(run.params).toMatchObject({
      kind: 'forecast+isolation_forest',
      features: 'cpu_percent,memory_percent',
      'isolation_forest.nEstimators': '30',
      'detection.alerts_per_week': '1',
      'detection.confirm': '2 of 3',
    });
    expect(run.metrics).toMatchObject({
      samples: 1000,
      training_seconds: 0.25,
      'training.judged': 500,
      'isolation_forest.threshold': expect.any(Number),
    });
    // A tenth of the samples is of a fault.
    expect(run.metrics['training.auc_pr']).toBeGreaterThan(0.5);
    expect(run.metrics['training.alarms']).toBe(0);
    expect(run.datasets[0].dataset).toMatchObject({
      name: 'web-1',
      digest: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(run.outputs).toHaveLength(1);
  });

  it('gives a detector that goes on as the one it was trained for', async () => {
    const { train, live, client } = await life();
    await train(history);
    const version = await client.registry.findByAlias(modelName, 'champion');
    if (!version) throw new Error('there is no champion');
    const saved = await loadDetector(client, version);
    const again = new LiveDetector({
      detector: { featureNames },
      current: saved,
      lookBack: 10,
      from: saved.state,
    });
    for (const sample of calm(300, { from: 1000 }))
      expect(again.observe(sample)).toEqual(live.observe(sample));
  });

  it('that fails is a failed run, and nothing changes', async () => {
    const { train, live, client, said, outcomes, delivered } = await life(untrained, {
      train: () => Promise.reject(new Error('out of memory')),
    });
    await train(history);
    await delivered();
    expect(live.current).toBe(untrained);
    expect(said).toContain('! training the models failed: Error: out of memory');
    expect(outcomes).toMatchObject([{ result: 'failure' }]);
    const experiment = await client.experiments.findByName('anomaly-detection');
    const runs = [];
    for await (const run of client.runs.search({ experimentIds: [experiment?.experimentId ?? ''] }))
      runs.push(run);
    expect(runs).toMatchObject([{ status: 'FAILED', tags: { 'ad.error': 'Error: out of memory' } }]);
  });

  it('of few samples is followed by better ones that take over at once', async () => {
    const { train, live, aliases, delivered } = await life();
    await train(history.slice(0, 30));
    await train(history.slice(0, 60));
    await delivered();
    expect(live.current).toMatchObject({ version: '2', samples: 60 });
    expect(live.former).toBeUndefined();
    expect(await aliases()).toEqual({ champion: '2', previous: '1' });
  });
});

describe('a challenger', () => {
  it('judges in the shadow first, and takes over when it did at least as well', async () => {
    const { train, live, observe, aliases, delivered, client, said } = await life();
    await train(history);
    await train(history);
    expect(live.current.version).toBe('1');
    expect(await aliases()).toEqual({ champion: '1', challenger: '2' });
    observe(calm(199, { from: 1000 }));
    expect(live.current.version).toBe('1');
    observe(calm(1, { from: 1199 }));
    await expect.poll(() => live.current.version, { timeout: 5000 }).toBe('2');
    await delivered();
    expect(await aliases()).toEqual({ champion: '2', previous: '1' });
    expect(live.former?.saved.version).toBe('1');
    expect(said.at(-1)).toMatch(
      /^✓ version 2 replaces 1: AUC-PR 0\.\d+ against 0\.\d+ on faults put into 200 samples, 0 alerts against 0 in 3 min/,
    );
    const { tags, runId } = await client.registry.getVersion(modelName, '2');
    expect(tags['ad.contest']).toMatch(/^better than 1: /);
    expect((await client.runs.get(runId)).metrics).toMatchObject({
      'shadow.samples': 200,
      'shadow.alarms': 0,
      'unseen.judged': 200,
      'champion.auc_pr': expect.any(Number),
    });
  });

  it('does not take over when it raised more alerts than its budget explains', async () => {
    const { train, live, observe, aliases, delivered, said } = await life();
    await train(history);
    await train(history);
    const result = { samples: 200, duration: 200_000, shadowAlarms: 3, alarms: 0, agreement: 0 };
    vi.spyOn(live.challenger as Shadow, 'result', 'get').mockReturnValue(result);
    observe(calm(200, { from: 1000 }));
    await expect
      .poll(() => said.at(-1), { timeout: 5000 })
      .toMatch(/^Version 2 does not replace 1: 3 alerts in 3 min/);
    await delivered();
    expect(live.current.version).toBe('1');
    expect(live.challenger).toBeUndefined();
    // Nor is it tried again at the next start.
    expect(await aliases()).toEqual({ champion: '1' });
  });

  it('waits for a person where promotion is manual', async () => {
    const manual = await loadConfig({
      env: {},
      flags: { lifecycle: { promotion: 'manual', challenger_samples: 200 } },
    });
    if (!manual.ok) throw new Error('the configuration is wrong');
    const { train, live, observe, said } = await life(untrained, { config: manual.config });
    await train(history);
    await train(history);
    observe(calm(200, { from: 1000 }));
    await expect
      .poll(() => said.at(-1), { timeout: 5000 })
      .toMatch(/; ad models promote 2 lets it take over$/);
    expect(live.current.version).toBe('1');
    expect(live.challenger?.saved.version).toBe('2');
  });
});

describe('a new champion', () => {
  it('is rolled back when it raises more alerts than its budget explains, and the former one does not', async () => {
    const { train, lifecycle, live, observe, aliases, delivered, client, said } = await life();
    await train(history);
    const two = await forest(history, 'local-2', 2);
    await train(history);
    lifecycle.replace({ ...two, version: '2', trainingId: live.challenger?.saved.trainingId ?? '' });
    observe(calm(10, { from: 1000 }));
    expect(live.current.version).toBe('2');
    const result = { samples: 10, duration: 10_000, shadowAlarms: 0, alarms: 2, agreement: 0 };
    vi.spyOn(live.former as Shadow, 'result', 'get').mockReturnValue(result);
    observe(calm(1, { from: 1010 }));
    expect(live.current.version).toBe('1');
    expect(live.former).toBeUndefined();
    expect(said.at(-1)).toBe(
      '! version 2 is rolled back to 1: 2 alerts in 10 s against 0, with a budget of 1 a week',
    );
    await delivered();
    expect((await aliases()).champion).toBe('1');
    const { tags } = await client.registry.getVersion(modelName, '2');
    expect(tags['ad.rolled_back']).toContain('2 alerts in 10 s');
  });

  it('stays when both raise alerts: that is an incident, not a bad model', async () => {
    const { lifecycle, live, observe } = await life(await forest(history, '1'));
    lifecycle.replace(await forest(history, '2', 2));
    const incident = (sample: Sample, i: number) =>
      Math.floor(i / 20) % 40 === 3 ? { ...sample, values: { cpu_percent: 99, memory_percent: 98 } } : sample;
    observe(calm(2000, { from: 1000 }).map(incident));
    expect(live.current.version).toBe('2');
    expect(live.former?.result).toMatchObject({ alarms: 3, shadowAlarms: 3 });
  });

  it('is on probation for a while only', async () => {
    const { lifecycle, live, observe } = await life(await forest(history, '1'));
    lifecycle.replace(await forest(history, '2', 2));
    observe(calm(3601, { from: 1000 }));
    expect(live.former).toBeUndefined();
    expect(live.current.version).toBe('2');
  });
});

it('is as good as a detector made by hand: no sample is judged twice', async () => {
  const one = await forest(history, '1');
  const { lifecycle, live } = await life(one);
  const relearning = new Relearning({ history, learned: 1000, pause: 1e12, train: async () => {} });
  const alone = new StreamingDetector({ featureNames, models: one.models, modelVersion: '1' });
  for (const sample of history) alone.learn(sample);
  for (const sample of calm(200, { from: 1000 })) {
    expect(lifecycle.observe(sample, relearning)).toEqual(alone.observe(sample));
  }
  expect(live.current).toBe(one);
});
