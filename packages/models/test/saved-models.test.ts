import { readdirSync, readFileSync } from 'node:fs';
import { loadModel, type Sample, StreamingDetector } from '@ad/models';
import { describe, expect, it } from 'vitest';

// Written by scripts/save-models.mjs of the version that a format began with; NaN is null in JSON.
const folder = new URL('./saved/', import.meta.url);

function expectSame(actual: number, saved: number | null): void {
  if (saved === null) expect(actual).toBeNaN();
  else expect(actual).toBeCloseTo(saved, 10);
}

describe.each(readdirSync(folder))('%s, saved by an earlier version', (name) => {
  const { models, detector } = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

  it.each<{ saved: { kind: string }; rows: (number | null)[][]; scores: (number | null)[] }>(models)(
    'a model of kind $saved.kind scores as it did',
    ({ saved, rows, scores }) => {
      const model = loadModel(saved);
      expect(model.kind).toBe(saved.kind);
      const actual = model.score(rows.map((row) => row.map((value) => value ?? Number.NaN)));
      expect(actual).toHaveLength(scores.length);
      for (const [i, score] of scores.entries()) expectSame(actual[i], score);
    },
  );

  it('a detector goes on as it did', () => {
    const restored = new StreamingDetector({ from: detector.snapshot });
    for (const [i, sample] of (detector.samples as Sample[]).entries()) {
      const { score, threshold, state } = restored.observe(sample);
      expect(state).toBe(detector.verdicts[i].state);
      expectSame(score, detector.verdicts[i].score);
      expectSame(threshold, detector.verdicts[i].threshold);
    }
  });
});
