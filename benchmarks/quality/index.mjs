// How well the models and the detector find labelled anomalies, beside references and peers, over every set found in a folder.
//   pnpm bench:quality --data DIR [--python PATH] [--quick] [--only NAME]... [--jobs 2] [--json] [--write]
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { discover, requireData } from './data.mjs';
import { isAvailable } from './detector.mjs';
import { environment } from './environment.mjs';
import { methods } from './methods/all.mjs';
import { startPython } from './methods/python.mjs';
import { runTasks } from './pool.mjs';
import { renderMarkdown, renderText } from './render.mjs';
import { summarizeAll } from './summary.mjs';

const { values: given } = parseArgs({
  options: {
    data: { type: 'string' },
    python: { type: 'string' },
    jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [''] },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const { python, quick, only } = given;
const [seeds, jobs] = [quick ? 1 : 5, Number(given.jobs)];
const start = performance.now();
const say = (text) => process.stderr.write(`${text}\n`);

const found = discover(requireData(given.data));
const tasks = [
  ...(quick ? [] : found.nab.map((folder) => ({ kind: 'nab', name: 'nab', folder }))),
  ...found.machines.map((set) => ({ kind: 'machine', name: `${set.corpus} ${set.name}`, set })).reverse(),
  ...(quick ? [] : found.tables.map((set) => ({ kind: 'table', name: set.name, set }))),
];
if (tasks.length === 0) throw new Error(`nothing to measure was found in ${given.data}`);

const leftOut = [
  ...(isAvailable ? [] : ['Left out: StreamingDetector, which cannot learn from history in this version.']),
  ...(python ? [] : ['Left out: the peers from Python, for want of --python PATH.']),
  ...(quick ? ['Left out with --quick: random forests, LSTM, NAB, tabular sets, all seeds but one.'] : []),
];
for (const line of leftOut) say(line);

const peers = python && (await startPython(python));
peers?.close();
const all = [...methods, ...(peers?.methods ?? [])].filter(
  ({ name, isSlow }) => only.some((part) => name.includes(part)) && !(quick && isSlow),
);
const names = all.map(({ name }) => name);
if (names.length === 0) throw new Error(`no method has a name with ${only.join(' or ')} in it`);

const results = [];
await runTasks(tasks, {
  jobs,
  workerData: { python, seeds, wanted: names },
  onResult: (result) => results.push(result),
  onTask: ({ name }) => say(`${((performance.now() - start) / 1000).toFixed(0).padStart(5)} s  ${name}`),
});

const report = {
  environment: environment(),
  ...(peers && { versions: peers.versions }),
  seeds,
  jobs,
  leftOut,
  ours: all.filter(({ isOurs }) => isOurs).map(({ name }) => name),
  summary: summarizeAll(results, names),
  minutes: (performance.now() - start) / 60_000,
};
const measured = results.map(({ scores, labels, ...result }) => result);
process.stdout.write(
  given.json ? `${JSON.stringify({ ...report, results: measured }, undefined, 2)}\n` : renderText(report),
);
if (given.write) {
  writeFileSync(new URL('../../docs/scoreboard.md', import.meta.url), renderMarkdown(report));
}
