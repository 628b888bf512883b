import { expect, it } from 'vitest';
import { createRandom, LstmModel, type Sample, StreamingDetector } from '../../src/index.js';

const random = createRandom(2);

function sample(i: number, change: Record<string, number> = {}): Sample {
  const values = {
    cpu_percent: 50 + 20 * Math.sin(i / 5) + random.uniform(),
    memory_percent: 40 + 5 * Math.cos(i / 5) + 0.5 * random.uniform(),
    ...change,
  };
  return { timestamp: 1000 * i, host: 'web-1', values };
}

it('a streaming detector keeps the LSTM’s history: it fires, explains, and goes on from a snapshot', async () => {
  const model = await new LstmModel({ epochs: 30, units: 8, contamination: 0.01 }).train(
    Array.from({ length: 400 }, (_, i) => Object.values(sample(i).values)),
    { featureNames: ['cpu_percent', 'memory_percent'] },
  );
  const detector = new StreamingDetector({ model });
  const first = Array.from({ length: 60 }, (_, i) => detector.observe(sample(i)));
  expect(first[0]).toMatchObject({ state: 'warming', attributions: [] });
  expect(first[0].score).toBeNaN();
  expect(first.slice(10).every(({ score }) => Number.isFinite(score))).toBe(true);
  expect(first.some(({ isAnomaly }) => isAnomaly)).toBe(false);

  const resumed = new StreamingDetector({ model, from: JSON.parse(JSON.stringify(detector.snapshot())) });
  for (let i = 60; i < 64; i++) {
    const busy = sample(i, { cpu_percent: i % 2 === 0 ? 99 : 2 });
    const verdict = detector.observe(busy);
    expect(resumed.observe(busy)).toEqual(verdict);
    if (i === 61)
      expect(verdict).toMatchObject({ state: 'firing', attributions: [{ feature: 'cpu_percent' }, {}] });
  }
});
