/** A column of a table: what it shows, and how a value is compared with another (`better` is larger for the better one). */
const higher = (mean) => mean;
const nearOne = (mean) => -Math.abs(Math.log(mean));

const three = (value) => (Number.isNaN(value) ? '-' : value.toFixed(3).replace(/^0\./, '.'));
const two = (value) => (Number.isNaN(value) ? '-' : value.toFixed(2));
const one = (value) => (Number.isNaN(value) ? '-' : value.toFixed(1));

export const machineColumns = [
  { title: 'AUC-PR', measure: 'precision', format: three, better: higher, showDeviation: true },
  { title: 'VUS-PR', measure: 'vusPr', format: three, better: higher },
  { title: 'events @1 %', measure: 'recall1', format: three, better: higher },
  { title: 'delay @1 %', measure: 'delay1', format: one },
  { title: 'events @0.1 %', measure: 'recall01', format: three, better: higher },
  { title: 'rate / target 1 %', measure: 'rate1', format: two, better: nearOne },
  { title: 'rate / target 0.1 %', measure: 'rate01', format: two, better: nearOne },
  { title: 'alarms a week', measure: 'alarmsPerWeek', format: one },
  { title: 'false ones', measure: 'falseAlarmsPerWeek', format: one },
  { title: 'events alarmed', measure: 'alarmRecall', format: three },
];

export const nabColumns = [
  { title: 'standard', measure: 'standard', format: one, better: higher, showDeviation: true },
  { title: 'reward low FP', measure: 'lowFalsePositives', format: one, better: higher },
  { title: 'reward low FN', measure: 'lowFalseNegatives', format: one, better: higher },
];

export const tableColumns = [
  { title: 'mean AUC-ROC', measure: 'roc', format: three, better: higher, showDeviation: true },
  { title: 'mean AP', measure: 'precision', format: three, better: higher, showDeviation: true },
];

/** Header and cells as text; the best value of a column is wrapped by `mark`, whoever it belongs to. */
export function toCells(rows, columns, mark = (text) => text) {
  const best = columns.map(({ measure, better }) =>
    better ? Math.max(...rows.map((row) => orLowest(better(row[measure].mean)))) : undefined,
  );
  const cells = rows.map((row) => [
    row.method,
    ...columns.map(({ measure, format, better, showDeviation }, c) => {
      const { mean, sd } = row[measure];
      const text = format(mean);
      const marked = better && better(mean) === best[c] && text !== '-' ? mark(text) : text;
      return showDeviation && sd !== undefined ? `${marked} ± ${format(sd)}` : marked;
    }),
  ]);
  return [['method', ...columns.map(({ title }) => title)], ...cells];
}

/** Per comparable column, who is ahead of the best of ours; nobody where ours is first. */
export function lossesOf(rows, columns, isOurs) {
  return columns.flatMap(({ title, measure, better, format }) => {
    if (!better) return [];
    const value = (row) => orLowest(better(row[measure].mean));
    const ours = rows.filter(isOurs);
    if (ours.length === 0) return [];
    const best = ours.reduce((a, b) => (value(b) > value(a) ? b : a));
    const ahead = rows.filter((row) => !isOurs(row) && value(row) > value(best));
    if (ahead.length === 0) return [];
    const named = ahead.map((row) => `${row.method} (${format(row[measure].mean)})`).join(', ');
    return [`${title}: ${named} before our best, ${best.method} (${format(best[measure].mean)})`];
  });
}

const orLowest = (value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value);
