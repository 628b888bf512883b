import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FileSource } from '@ad/collector';
import { IsolationForestModel } from '@ad/models';
import { expect, it } from 'vitest';

// The scores of scikit-learn come from agreement/scores.py, of the version named in scores.json.
const golden: { scores: number[][]; flagged: number[][] } = JSON.parse(
  await readFile(new URL('./agreement/scores.json', import.meta.url), 'utf8'),
);

async function readings(): Promise<number[][]> {
  const path = fileURLToPath(new URL('../../examples/score-a-csv/readings.csv', import.meta.url));
  const rows: number[][] = [];
  for await (const { values } of new FileSource({ path })) rows.push(Object.values(values));
  return rows;
}

function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a] - values[b]);
  const places = new Array<number>(values.length);
  for (const [place, i] of order.entries()) places[i] = place;
  return places;
}

/** Spearman's rank correlation; ties are too few to matter. */
function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const squares = x.reduce((sum, place, i) => sum + (place - y[i]) ** 2, 0);
  return 1 - (6 * squares) / (x.length * (x.length ** 2 - 1));
}

/** The correlations of each with each other. */
function among(all: readonly number[][]): number[] {
  return all.flatMap((one, i) => all.slice(i + 1).map((other) => rankCorrelation(one, other)));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

it('the isolation forest agrees with that of scikit-learn as well as that one with itself', async () => {
  const rows = await readings();
  const ours: number[][] = [];
  for (let seed = 0; seed < 5; seed += 1) {
    const model = await new IsolationForestModel({ contamination: 0.01, seed }).train(rows);
    ours.push([...model.score(rows)]);
    const flagged = [...model.predict(rows).entries()].filter(([, label]) => label === 1).map(([i]) => i);
    expect(flagged.filter((i) => golden.flagged[seed].includes(i)).length).toBeGreaterThanOrEqual(5);
  }
  const { scores } = golden;
  const between = ours.flatMap((mine) => scores.map((theirs) => rankCorrelation(mine, theirs)));
  // As docs/guides/migrating.md has them.
  expect(median(between)).toBeCloseTo(0.899, 2);
  expect(median(among(scores))).toBeCloseTo(0.888, 2);
  expect(median(among(ours))).toBeCloseTo(0.918, 2);

  const average = (of: number[][], row: number) => of.reduce((sum, all) => sum + all[row], 0) / of.length;
  const differences = rows.map((_, i) => Math.abs(average(ours, i) - average(scores, i)));
  expect(Math.max(...differences)).toBeLessThan(0.02);
});
