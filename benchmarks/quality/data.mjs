import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Seconds between two rows, by the folder that a corpus of machines is in. */
const intervals = { smd: 60, asd: 300 };

/** The folder that `--data` names. Throws when it was not given. */
export function requireData(folder) {
  if (folder === undefined)
    throw new Error('say --data DIR: which sets go there is in benchmarks/quality/README.md');
  return folder;
}

/**
 * What there is to measure below a folder, by the names of the files: `X.train.csv.gz` with `X.test.csv.gz` is a machine, a folder with
 * `labels/combined_windows.json` is a copy of NAB, any other `.csv.gz` is a table with a `label`.
 */
export function discover(folder) {
  const paths = readdirSync(folder, { recursive: true }).map((path) => join(folder, path));
  const nabs = paths.filter((path) => path.endsWith(join('labels', 'combined_windows.json')));
  const compressed = paths.filter((path) => path.endsWith('.csv.gz')).sort();
  const machines = compressed.filter(
    (path) => path.endsWith('.train.csv.gz') && existsSync(path.replace('.train.', '.test.')),
  );
  const tables = compressed.filter((path) => !/\.(train|test)\.csv\.gz$/.test(path));
  return {
    machines: machines.map((path) => {
      const corpus = basename(dirname(path)).toLowerCase();
      return { name: basename(path, '.train.csv.gz'), corpus, path, interval: intervals[corpus] ?? 60 };
    }),
    nab: nabs.map((path) => dirname(dirname(path))),
    tables: tables.map((path) => ({ name: basename(path, '.csv.gz'), path })),
  };
}

/** A matrix, and labels where the file has them. */
function readTable(path) {
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n');
  const names = lines[0].trim().split(',');
  const label = names.indexOf('label');
  const columns = label < 0 ? names.length : names.length - 1;
  const rows = lines.length - 1;
  const data = new Float64Array(rows * columns);
  const labels = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    const cells = lines[i + 1].split(',');
    for (let j = 0, k = 0; j < cells.length; j++) {
      if (j === label) labels[i] = Number(cells[j]);
      else data[i * columns + k++] = cells[j].trim() === '' ? Number.NaN : Number(cells[j]);
    }
  }
  return { rows: { data, rows, columns }, labels };
}

export function readMachine({ path }) {
  const test = readTable(path.replace('.train.', '.test.'));
  return { train: readTable(path).rows, test: test.rows, labels: test.labels };
}

export function readLabelledTable({ path }) {
  return readTable(path);
}

/** The series of a copy of NAB that are there, each with its labels: 1 for the rows inside an anomaly window. */
export function readNab(folder) {
  const windows = JSON.parse(readFileSync(join(folder, 'labels', 'combined_windows.json'), 'utf8'));
  return Object.keys(windows)
    .filter((name) => existsSync(join(folder, 'data', name)))
    .map((name) => {
      const lines = readFileSync(join(folder, 'data', name.split('/').join(sep)), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','));
      const data = Float64Array.from(lines, ([, value]) => Number(value));
      // Both are in UTC and in the same notation but for the fraction of a second: the order of the texts is that of the times.
      const inside = (time) =>
        windows[name].some(([from, to]) => time >= from.slice(0, 19) && time <= to.slice(0, 19));
      return {
        name,
        rows: { data, rows: data.length, columns: 1 },
        labels: Uint8Array.from(lines, ([time]) => (inside(time) ? 1 : 0)),
        timestamps: lines.map(([time]) => Date.parse(`${time.replace(' ', 'T')}Z`)),
      };
    });
}

/** Rows from `start` up to `end`, without a copy. */
export function slice({ data, columns }, start, end) {
  return { data: data.subarray(start * columns, end * columns), rows: end - start, columns };
}
