/**
 * The simplest baseline: the largest distance of a value from its column's training median, in 1.4826 median absolute deviations,
 * but at least a tenth of the standard deviation and 0.5 % of the largest absolute value, or 1 for all zeros.
 */
export function robustZ(train, rows) {
  const columns = train[0].map((_, j) => {
    const values = Float64Array.from(train, (row) => row[j]).sort();
    const median = values[values.length >> 1];
    const deviations = values.map((value) => Math.abs(value - median)).sort();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    const largest = Math.max(Math.abs(values[0]), Math.abs(values.at(-1)));
    const floor = Math.max(0.1 * deviation, 0.005 * largest) || 1;
    return { median, scale: Math.max(1.4826 * deviations[deviations.length >> 1], floor) };
  });
  return rows.map((row) =>
    Math.max(...columns.map(({ median, scale }, j) => Math.abs(row[j] - median) / scale)),
  );
}
