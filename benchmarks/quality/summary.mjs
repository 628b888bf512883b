import { nabScore } from '@ad/models';

export function meanOf(values) {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
}

export function deviationOf(values) {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** Groups in order of first appearance. */
function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}

/** Per measure: the mean over the sets of one seed, then mean and standard deviation of those over the seeds. */
function summarize(results) {
  const bySeed = [...groupBy(results, ({ seed }) => seed).values()];
  const measures = Object.keys(results[0].measures).map((name) => {
    const perSeed = bySeed.map((sets) => meanOf(sets.map((result) => result.measures[name])));
    return [name, { mean: meanOf(perSeed), sd: perSeed.length > 1 ? deviationOf(perSeed) : undefined }];
  });
  return {
    method: results[0].method,
    seeds: bySeed.length,
    seconds: results.reduce((sum, { seconds }) => sum + seconds, 0) / bySeed.length,
    ...Object.fromEntries(measures),
  };
}

const inOrder = (names, rows) => rows.sort((a, b) => names.indexOf(a.method) - names.indexOf(b.method));

/** The tables: machines by corpus and setting, tabular sets, NAB. */
export function summarizeAll(results, names) {
  const of = (kind) => results.filter((result) => result.kind === kind);
  const byMethod = (list) =>
    inOrder(names, [...groupBy(list, ({ method }) => method).values()].map(summarize));
  const machines = [...groupBy(of('machine'), ({ setting, corpus }) => `${setting}\n${corpus}`).values()].map(
    (list) => ({
      corpus: list[0].corpus,
      setting: list[0].setting,
      sets: [...new Set(list.map(({ set }) => set))].sort(),
      rows: byMethod(list),
    }),
  );
  machines.sort((a, b) => b.setting.localeCompare(a.setting) || b.corpus.localeCompare(a.corpus));
  return {
    machines,
    tables: {
      rows: byMethod(of('table')),
      sets: [...groupBy(of('table'), ({ set }) => set)].map(([set, list]) => ({ set, rows: byMethod(list) })),
    },
    nab: summarizeNab(of('nab'), names),
  };
}

function summarizeNab(results, names) {
  const rows = [...groupBy(results, ({ method }) => method).values()].map((list) => {
    const bySeed = [...groupBy(list, ({ seed }) => seed).values()];
    const scored = (profile) => {
      const scores = bySeed.map((series) => nabScore(series, profile).score);
      return { mean: meanOf(scores), sd: scores.length > 1 ? deviationOf(scores) : undefined };
    };
    return {
      method: list[0].method,
      seeds: bySeed.length,
      standard: scored('standard'),
      lowFalsePositives: scored('reward_low_FP_rate'),
      lowFalseNegatives: scored('reward_low_FN_rate'),
    };
  });
  const series = [...groupBy(results, ({ set }) => set).values()].map(([first]) => first);
  return { series: series.length, rows: inOrder(names, rows) };
}
