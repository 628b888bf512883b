import { defaultConfig } from '@ad/config';
import { createRandom, type Sample, StreamingDetector, type Verdict } from '@ad/models';
import { describe, expect, it } from 'vitest';
import { Relearning, type RelearningOptions } from '../../src/lifecycle/relearning.js';
import { trainModels } from '../../src/training/train-models.js';

const sample = (i: number): Sample => ({ timestamp: 1000 * i, host: 'here', values: { cpu_percent: i % 7 } });
const baseline = Array.from({ length: 10 }, (_, i) => sample(i));
const turn = () => new Promise((resolve) => setImmediate(resolve));
const normal = { state: 'normal', drift: false } as const;

/** What is trained on, as the numbers of samples. */
function relearning(options: Partial<RelearningOptions> = {}) {
  const trainings: (readonly Sample[])[] = [];
  const subject = new Relearning({
    history: baseline,
    learned: 0,
    pause: 0,
    train: async (samples) => {
      trainings.push(samples);
    },
    ...options,
  });
  subject.start();
  return {
    subject,
    trainings,
    async add(from: number, to: number, verdict: Pick<Verdict, 'state' | 'drift'> = normal, mayTrain = true) {
      for (let i = from; i < to; i++) {
        subject.add(sample(i), verdict, mayTrain);
        await turn();
      }
    },
  };
}
const sizes = (trainings: readonly (readonly Sample[])[]) => trainings.map(({ length }) => length);

describe('training the models', () => {
  it('happens at once, at twice, four times, eight times the baseline, and then as often as the history is renewed', async () => {
    const { trainings, add } = relearning();
    await add(10, 4000);
    expect(sizes(trainings)).toEqual([10, 20, 40, 80, 160, 320, 640, 1000, 1000, 1000]);
  });

  it('leaves out the samples of an anomaly', async () => {
    const { trainings, add } = relearning();
    await turn();
    for (const state of ['pending', 'firing', 'resolving', 'no_data'] as const) {
      await add(100, 120, { state, drift: false });
    }
    expect(sizes(trainings)).toEqual([10]);
    await add(10, 20);
    expect(trainings[1].map(({ timestamp }) => timestamp)).toEqual(
      Array.from({ length: 20 }, (_, i) => 1000 * i),
    );
  });

  it('goes on where a loaded model has come to', async () => {
    const young = relearning({ history: [], learned: 100 });
    await young.add(0, 250);
    expect(sizes(young.trainings)).toEqual([200]);
    const grown = relearning({ history: [], learned: 1000 });
    await grown.add(0, 1010);
    expect(sizes(grown.trainings)).toEqual([1000]);
  });

  it('happens no more often than the pause allows, once the baseline has been outgrown', async () => {
    const { trainings, add } = relearning({ history: [], learned: 1000, pause: 2_500_000 });
    await add(0, 5010);
    expect(trainings.map((samples) => samples.at(-1)?.timestamp)).toEqual([999_000, 3_499_000]);
  });

  it('happens sooner when the regime has changed, once there is something of the new one to learn', async () => {
    const { trainings, add } = relearning({ history: [], learned: 1000, pause: 300_000 });
    await add(0, 300, { state: 'normal', drift: true });
    await add(300, 510, { state: 'normal', drift: true });
    expect(trainings.map((samples) => samples.at(-1)?.timestamp)).toEqual([199_000, 499_000]);
  });

  it('waits while it must not', async () => {
    const { trainings, add } = relearning({ history: [], learned: 1000 });
    await add(0, 1100, normal, false);
    expect(trainings).toEqual([]);
    await add(1100, 1101);
    expect(sizes(trainings)).toEqual([1000]);
  });

  it('says of each sample whether a training disturbed it, also one that was over before the sample came', async () => {
    const { subject, add } = relearning();
    await turn();
    expect([subject.takeDisturbance(), subject.takeDisturbance()]).toEqual([true, false]);
    await add(10, 19);
    expect(subject.takeDisturbance()).toBe(false);
    subject.add(sample(19), normal, true);
    expect(subject.takeDisturbance()).toBe(true);
    await turn();
    expect([subject.takeDisturbance(), subject.takeDisturbance()]).toEqual([true, false]);
  });

  it('disturbs no longer than the work takes, but begins no other while the models are not in use', async () => {
    let finish = () => {};
    let trainings = 0;
    const { subject, add } = relearning({
      train: (_, onTrained) => {
        trainings++;
        onTrained();
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
    });
    expect([subject.takeDisturbance(), subject.takeDisturbance()]).toEqual([true, false]);
    await add(10, 30);
    expect(trainings).toBe(1);
    finish();
    await turn();
    await add(30, 31);
    expect(trainings).toBe(2);
  });
});

it('outgrows a baseline that was taken on a busy machine: a full load is found again', async () => {
  const random = createRandom(4);
  const at = (second: number, low: number, high: number): Sample => ({
    timestamp: 1000 * second,
    host: 'here',
    values: { cpu_percent: low + (high - low) * random.uniform(), memory_percent: 40 + random.uniform() },
  });
  const { signal } = new AbortController();
  const trainOn = (samples: readonly Sample[]) =>
    trainModels(['isolation_forest'], samples, defaultConfig, signal);
  const busyHalf = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? at(i, 95, 100) : at(i, 1, 5)));
  let trainings = 0;
  let { models } = await trainOn(busyHalf);
  const detector = new StreamingDetector({ models });
  for (const sample of busyHalf) detector.learn(sample);
  detector.observe(at(30, 1, 5));
  const loadIsFound = (second: number) => {
    const trial = new StreamingDetector({ models, from: detector.snapshot() });
    return [0, 1, 2].some((i) => trial.observe(at(second + i, 97, 100)).isAnomaly);
  };
  expect(loadIsFound(31)).toBe(false);

  const relearning = new Relearning({
    history: busyHalf,
    learned: 0,
    pause: 0,
    async train(samples) {
      models = (await trainOn(samples)).models;
      detector.useModels(models, 'next', samples);
      trainings++;
    },
  });
  relearning.start();
  await expect.poll(() => trainings, { timeout: 10_000 }).toBe(1);
  for (let i = 31; i < 1300; i++) {
    const sample = at(i, 1, 5);
    relearning.add(sample, detector.observe(sample), true);
    // Live, a second passes here.
    const due = [60, 120, 240, 480, 960].indexOf(i);
    if (due !== -1) await expect.poll(() => trainings, { timeout: 10_000 }).toBe(due + 2);
  }
  expect(loadIsFound(1300)).toBe(true);
});
