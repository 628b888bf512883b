import { expect, it } from 'vitest';
import { LstmModel } from '../../src/lstm/model.js';
import { createRandom } from '../../src/random.js';
import type { Sample } from '../../src/sample.js';
import { StreamingDetector } from '../../src/streaming/streaming-detector.js';

const random = createRandom(2);

function sample(i: number, change: Record<string, number> = {}): Sample {
  const values = {
    cpu_percent: 50 + 20 * Math.sin(i / 5) + random.uniform(),
    memory_percent: 40 + 5 * Math.cos(i / 5) + 0.5 * random.uniform(),
    ...change,
  };
  return { timestamp: 1000 * i, host: 'web-1', values };
}

it('a streaming detector keeps the LSTM’s history, also over a snapshot', async () => {
  const model = await new LstmModel({ epochs: 30, units: 8, contamination: 0.01 }).train(
    Array.from({ length: 400 }, (_, i) => Object.values(sample(i).values)),
    { featureNames: ['cpu_percent', 'memory_percent'] },
  );
  const detector = new StreamingDetector({ models: [model] });
  const first = Array.from({ length: 60 }, (_, i) => detector.observe(sample(i)));
  expect(first[0].views).toEqual([{ kind: 'lstm', score: Number.NaN, surprise: 0 }]);
  expect(first.slice(10).every(({ views }) => Number.isFinite(views[0].score))).toBe(true);
  expect(first.some(({ isAnomaly }) => isAnomaly)).toBe(false);

  const from = JSON.parse(JSON.stringify(detector.snapshot()));
  const resumed = new StreamingDetector({ models: [model], from });
  for (let i = 60; i < 64; i++) {
    const busy = sample(i, { cpu_percent: i % 2 === 0 ? 99 : 2 });
    const verdict = detector.observe(busy);
    expect(resumed.observe(busy)).toEqual(verdict);
    if (i === 61) expect(verdict.views[0].surprise).toBeGreaterThan(1);
  }
});
