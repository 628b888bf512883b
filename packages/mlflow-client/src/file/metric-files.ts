import { appendFile, mkdir, open, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mapWithLimit } from '../map-with-limit.js';
import { isLater } from '../stores/latest.js';
import type { Metric, MetricSubject } from '../stores/runs.js';
import { filesBelow, hasCode, mostFiles, readIfThere } from './disk/files.js';
import { corrupt } from './disk/meta.js';

/** Appends metrics to their files in the folder of a run. `about` is what else a line says of a metric. */
export async function appendMetrics<Item extends Metric>(
  folder: string,
  metrics: readonly Item[],
  about: (metric: Item) => string = () => '',
): Promise<void> {
  const linesByKey = new Map<string, string>();
  for (const metric of metrics) {
    const { key, timestamp, value, step } = metric;
    const line = `${timestamp} ${pythonFloat(value)} ${step}${about(metric)}\n`;
    linesByKey.set(key, (linesByKey.get(key) ?? '') + line);
  }
  await mapWithLimit([...linesByKey], mostFiles, ([key, lines]) =>
    appendLines(join(folder, 'metrics', key), lines),
  );
}

/** Appends metrics of a run to their files in the folder of the logged model that they are of. */
export async function appendModelMetrics(
  folder: string,
  runId: string,
  metrics: readonly (Metric & MetricSubject)[],
): Promise<void> {
  await appendMetrics(folder, metrics, ({ dataset }) =>
    dataset ? ` ${runId} ${dataset.name} ${dataset.digest}` : ` ${runId}`,
  );
}

/** Every value of a metric in the order of writing. A last line without its end was torn by a crash and does not count. */
export async function readMetric(folder: string, key: string): Promise<Metric[]> {
  const path = join(folder, 'metrics', key);
  const text = await readIfThere(path);
  if (text === undefined) return [];
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      const metric = parseLine(key, line);
      if (metric) return metric;
      throw corrupt(path, `line ${index + 1} is not a metric: ${JSON.stringify(line.slice(0, 100))}`);
    });
}

/** Latest value of each metric: the highest step, then the latest time, then the highest value. */
export async function readLatest(folder: string): Promise<Record<string, number>> {
  const keys = await filesBelow(join(folder, 'metrics'));
  const latest = await mapWithLimit(keys, mostFiles, (key) => readLatestOf(folder, key));
  return Object.fromEntries(latest.flatMap((metric) => (metric ? [[metric.key, metric.value]] : [])));
}

/** Latest value of one metric; undefined when there is none. Lines that are no metric do not count. */
export async function readLatestOf(folder: string, key: string): Promise<Metric | undefined> {
  const text = (await readIfThere(join(folder, 'metrics', key))) ?? '';
  let best: Metric | undefined;
  for (const line of text.split('\n').slice(0, -1)) {
    const metric = parseLine(key, line);
    if (metric && (best === undefined || isLater(metric, best))) best = metric;
  }
  return best;
}

/** One write for all lines, so that those of several writers do not mix. */
async function appendLines(path: string, lines: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await mendTornEnd(path);
  await appendFile(path, lines);
}

/** Cuts off what a writer that died left behind: MLflow cannot read an experiment with half a line in it. */
async function mendTornEnd(path: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const end = await wholeLines(path);
    if (end === undefined) return;
    // Another writer may be at it right now.
    if (attempt === 2) return truncate(path, end);
    await sleep(25);
  }
}

/** Bytes up to the end of the last whole line, when there is something behind it. */
async function wholeLines(path: string): Promise<number | undefined> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, 4096));
    await file.read(tail, 0, tail.length, size - tail.length);
    if (size === 0 || tail.at(-1) === 0x0a) return undefined;
    return size - tail.length + tail.lastIndexOf(0x0a) + 1;
  } finally {
    await file.close();
  }
}

/** `timestamp value [step [run of a model's metric] [dataset digest]]`, as MLflow has written it over the years. */
function parseLine(key: string, line: string): Metric | undefined {
  const parts = line.trim().split(' ');
  const [timestamp = '', value = '', step = '0'] = parts;
  if (parts.length < 2 || parts.length > 6 || !/^-?\d+$/.test(timestamp) || !/^-?\d+$/.test(step))
    return undefined;
  const number = parseFloatWord(value);
  if (number === undefined) return undefined;
  return { key, value: number, timestamp: Number(timestamp), step: Number(step) };
}

/** Python's words and JavaScript's for what is not finite. */
function parseFloatWord(text: string): number | undefined {
  const word = /^([-+]?)(?:(nan)|inf(?:inity)?)$/i.exec(text);
  if (word) return word[2] ? Number.NaN : word[1] === '-' ? -Infinity : Infinity;
  const number = Number(text);
  return text === '' || Number.isNaN(number) ? undefined : number;
}

/** Numbers that Python's `float` reads; both languages write the shortest digits that give the same number. */
function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0)
    ? '-0.0'
    : Number.isInteger(value) && Math.abs(value) < 1e16
      ? `${value}.0`
      : String(value);
}
