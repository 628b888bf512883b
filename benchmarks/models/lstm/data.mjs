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

/** Area under the precision-recall curve, as average precision; rows without a score rank last, ties count together. */
export function averagePrecision(scores, labels) {
  const known = (i) => (Number.isNaN(scores[i]) ? Number.NEGATIVE_INFINITY : scores[i]);
  const order = Array.from(scores.keys()).sort((a, b) => known(b) - known(a));
  const positives = labels.reduce((sum, label) => sum + label, 0);
  let found = 0;
  let foundBefore = 0;
  let area = 0;
  for (const [rank, i] of order.entries()) {
    found += labels[i];
    if (rank + 1 < order.length && known(order[rank + 1]) === known(i)) continue;
    area += ((found - foundBefore) / positives) * (found / (rank + 1));
    foundBefore = found;
  }
  return area;
}

/** Share of the labelled intervals of which at least one row is above the threshold that this share of normal rows exceeds. */
export function eventRecall(scores, labels, falseAlarms) {
  const known = Array.from(scores, (score) => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score));
  const normal = known.filter((_, i) => labels[i] === 0).sort((a, b) => b - a);
  const threshold = normal[Math.floor(falseAlarms * normal.length)];
  let events = 0;
  let found = 0;
  let foundThis = false;
  for (const [i, label] of labels.entries()) {
    if (label === 0) continue;
    if (i === 0 || labels[i - 1] === 0) {
      events++;
      foundThis = false;
    }
    if (!foundThis && known[i] > threshold) {
      foundThis = true;
      found++;
    }
  }
  return found / events;
}
