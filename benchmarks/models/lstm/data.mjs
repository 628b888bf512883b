import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Rows, and labels where the file has them. */
function readCsv(path) {
  const [header, ...lines] = gunzipSync(readFileSync(path)).toString().trim().split('\n');
  const names = header.trim().split(',');
  const label = names.indexOf('label');
  const rows = lines.map((line) => line.split(',').map(Number));
  const labels = rows.map((row) => (label < 0 ? 0 : row[label]));
  return { rows: rows.map((row) => row.filter((_, j) => j !== label)), labels };
}

/** The machines of a corpus (`smd` or `asd`) below the data folder, with their train and test splits. */
export function* readMachines(folder, corpus) {
  for (const file of readdirSync(join(folder, corpus)).filter((name) => name.endsWith('.train.csv.gz'))) {
    const name = file.replace('.train.csv.gz', '');
    yield {
      name,
      train: readCsv(join(folder, corpus, file)).rows,
      test: readCsv(join(folder, corpus, `${name}.test.csv.gz`)),
    };
  }
}
