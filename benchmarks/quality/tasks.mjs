import { nabProbation } from '@ad/models';
import { readLabelledTable, readMachine, readNab, slice } from './data.mjs';
import { measureMachine, measureTable } from './measures.mjs';

const shortBaseline = 300;

/** Everything that one set is measured by; a task runs in a thread of its own, and yields one result per method and seed. */
export const runners = {
  async *machine({ set }, methods, seeds) {
    const { train, test, labels } = readMachine(set);
    const last = slice(train, Math.max(0, train.rows - shortBaseline), train.rows);
    for (const [setting, rows] of [
      ['whole train split', train],
      ['300 rows', last],
    ]) {
      const split = { train: rows, test, timestamps: (i) => i * set.interval * 1000 };
      for await (const { scores, ...result } of scoreAll(split, methods, seeds)) {
        yield {
          ...result,
          kind: 'machine',
          setting,
          corpus: set.corpus,
          set: set.name,
          measures: measureMachine(scores, labels, set.interval),
        };
      }
    }
  },

  async *table({ set }, methods, seeds) {
    const { rows, labels } = readLabelledTable(set);
    const fit = methods.filter(({ isStatic }) => isStatic);
    for await (const { scores, ...result } of scoreAll({ train: rows, test: rows }, fit, seeds)) {
      yield { ...result, kind: 'table', set: set.name, measures: measureTable(scores, labels) };
    }
  },

  /** Every method that is not a detector learns from the part that is not scored; a detector starts with the first row. */
  async *nab({ folder }, methods, seeds) {
    for (const { name, rows, labels, timestamps } of readNab(folder)) {
      const begin = nabProbation(rows.rows);
      const [train, test] = [slice(rows, 0, begin), slice(rows, begin, rows.rows)];
      const common = { kind: 'nab', set: name, labels };
      const detectors = methods.filter(({ isDetector, isSlow }) => isDetector && !isSlow);
      const all = { test: rows, timestamps: (i) => timestamps[i] };
      for await (const { scores, ...result } of scoreAll(all, detectors, seeds)) {
        yield { ...result, ...common, scores: scores.test };
      }
      const others = methods.filter(({ isDetector }) => !isDetector);
      for await (const { scores, ...result } of scoreAll({ train, test }, others, seeds)) {
        const whole = new Float64Array(rows.rows).fill(Number.NaN);
        whole.set(scores.test, begin);
        yield { ...result, ...common, scores: whole };
      }
    }
  },
};

async function* scoreAll(split, methods, limit) {
  for (const { name, seeds = 1, score } of methods) {
    for (let seed = 1; seed <= Math.min(seeds, limit); seed++) {
      const start = performance.now();
      const scores = await score({ ...split, seed });
      yield { method: name, seed, seconds: (performance.now() - start) / 1000, scores };
    }
  }
}
