import { describe, expect, it } from 'vitest';
import { LstmModel } from '../../src/lstm/model.js';
import { quick, waves } from './waves.js';

describe('a stream', () => {
  it('scores as `score` does, to the bit, with either forecaster, also when streams take turns', async () => {
    const rows = waves(80, 3).map((row, i) => (i % 9 === 0 ? [row[0], Number.NaN, row[2]] : row));
    for (const forecaster of ['lstm', 'linear'] as const) {
      const model = await new LstmModel({ ...quick, forecaster }).train(waves(200));
      const [one, other] = [model.createStream(), model.createStream()];
      const scores = rows.map((row, i) => {
        other.push(rows[79 - i]);
        return one.push(row).score;
      });
      expect(scores).toEqual([...model.score(rows)]);
    }
  });

  it('tells what it expected, and contributions that sum to the square of the score', async () => {
    const model = await new LstmModel(quick).train(waves(200));
    const stream = model.createStream();
    expect(stream.explain()).toEqual([]);
    for (const row of waves(60, 4)) {
      const { score, forecast } = stream.push(row);
      const sum = stream.explain().reduce((total, { contribution }) => total + contribution, 0);
      if (Number.isNaN(score)) expect(forecast).toEqual(new Float64Array(3).fill(Number.NaN));
      else expect(sum).toBeCloseTo(score * score, 8);
    }
    const { forecast } = stream.push(waves(61, 4)[60]);
    expect(Math.abs((forecast?.[0] ?? 0) - waves(61, 4)[60][0])).toBeLessThan(20);
  });

  it('goes on from a snapshot with the same scores, to the bit', async () => {
    for (const sequenceLength of [1, 2, 10]) {
      const model = await new LstmModel({ ...quick, sequenceLength }).train(waves(200));
      for (const cut of [0, 1, 5, 10, 37]) {
        const rows = waves(60, 5);
        const first = model.createStream();
        for (const row of rows.slice(0, cut)) first.push(row);
        const second = model.createStream(JSON.parse(JSON.stringify(first.snapshot())));
        const rest = rows.slice(cut);
        expect(rest.map((row) => second.push(row).score)).toEqual(rest.map((row) => first.push(row).score));
      }
    }
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['text', 'rows'],
    ['too many rows', { rows: Array.from({ length: 11 }, () => [0, 0, 0]) }],
    ['rows of another width', { rows: [[0, 0]] }],
    ['values that are not numbers', { rows: [[0, null, 0]] }],
    ['values out of range', { rows: [[0, 1e9, 0]] }],
  ])('refuses a snapshot that is %s', async (_, snapshot) => {
    const model = await new LstmModel({ forecaster: 'linear' }).train(waves(50));
    expect(() => model.createStream(snapshot)).toThrow(expect.objectContaining({ code: 'INVALID_MODEL' }));
  });

  it('refuses a row of another width, and needs a trained model', async () => {
    const stream = (await new LstmModel({ forecaster: 'linear' }).train(waves(50))).createStream();
    expect(() => stream.push([1])).toThrow(expect.objectContaining({ code: 'INVALID_DATA' }));
    expect(() => new LstmModel().createStream()).toThrow(expect.objectContaining({ code: 'NOT_TRAINED' }));
  });
});
