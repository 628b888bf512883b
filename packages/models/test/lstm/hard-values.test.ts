import { describe, expect, it } from 'vitest';
import { LstmModel } from '../../src/lstm/model.js';
import { quick, waves } from './waves.js';

describe('hard values', () => {
  it.each(['lstm', 'linear'] as const)(
    'are scored by %s: finite scores, and soon ordinary ones again',
    async (forecaster) => {
      const model = await new LstmModel({ ...quick, forecaster }).train(waves(300));
      const rows = waves(120, 6);
      rows[40] = [Number.POSITIVE_INFINITY, 30, 0.5];
      rows[41] = [Number.NEGATIVE_INFINITY, Number.MAX_VALUE, -Number.MAX_VALUE];
      rows[60] = [Number.NaN, Number.NaN, Number.NaN];
      const scores = model.score(rows);
      const plain = model.score(waves(120, 6));
      expect(scores[40]).toBeGreaterThan(10);
      expect(scores[60]).toBeNaN();
      expect(scores.every((score, i) => i < 10 || i === 60 || Number.isFinite(score))).toBe(true);
      expect(scores[39]).toBe(plain[39]);
      expect(scores[110] / plain[110]).toBeCloseTo(1, 1);
    },
  );

  it('that are missing add nothing, and stand for their forecast in the rows after', async () => {
    const model = await new LstmModel(quick).train(waves(300));
    const rows = waves(60, 7);
    const gap = rows.map((row, i) => (i === 40 ? [Number.NaN, row[1], row[2]] : row));
    const stream = model.createStream();
    const step = gap.slice(0, 41).map((row) => stream.push(row))[40];
    const byName = Object.fromEntries(stream.explain().map((entry) => [entry.feature, entry.contribution]));
    expect(byName.feature_0).toBe(0);
    const filled = gap.map((row, i) => (i === 40 ? [step.forecast?.[0] ?? 0, row[1], row[2]] : row));
    model.score(filled).forEach((score, i) => {
      if (i > 40) expect(score).toBeCloseTo(model.score(gap)[i], 4);
    });
  });

  it('in training may be missing, all of a column even', async () => {
    const rows = waves(200).map(([a, b], i) => [a, i % 3 === 0 ? Number.NaN : b, Number.NaN]);
    const model = await new LstmModel(quick).train(rows);
    expect(model.score(rows).slice(10).every(Number.isFinite)).toBe(true);
    expect(model.calibration.threshold).toBeLessThan(5);
  });

  it('in columns that never moved: a tiny step is not an event, a large one is', async () => {
    for (const forecaster of ['lstm', 'linear'] as const) {
      const rows = waves(200).map(([a]) => [a, 40, 0]);
      const model = await new LstmModel({ ...quick, forecaster, contamination: 0.01 }).train(rows);
      const at = (row: number[]) => model.score([...rows, row])[200];
      const usual = at([rows[199][0], 40, 0]);
      expect(at([rows[199][0], 40.04, 0])).toBeLessThan(usual + 0.2);
      expect(at([rows[199][0], 60, 0])).toBeGreaterThan(10);
      expect(at([rows[199][0], 40, 50])).toBeGreaterThan(10);
    }
  });

  it('as large as doubles go are learned from, too', async () => {
    const rows = waves(150).map(([a, b]) => [a * 1e300, b * 1e-300, 0]);
    const scores = (await new LstmModel(quick).train(rows)).score(rows);
    expect(scores.slice(10).every(Number.isFinite)).toBe(true);
  });
});
