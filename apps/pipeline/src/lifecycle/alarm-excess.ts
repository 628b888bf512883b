/** How probable so many alarms may be for it to be no coincidence. */
const significance = 0.01;
/** One alarm more is what a better detector finds, too. */
const fewest = 2;

const weekMilliseconds = 7 * 86_400_000;

/**
 * Whether alarms are more than a budget explains: at least two, and so many that a detector which keeps its budget would raise them
 * with a probability below 1 %, alarms being independent of each other (a Poisson process).
 *
 * @param milliseconds in which they were raised
 */
export function exceedsBudget(alarms: number, milliseconds: number, alertsPerWeek: number): boolean {
  if (alarms < fewest) return false;
  return atLeast(alarms, (alertsPerWeek * milliseconds) / weekMilliseconds) < significance;
}

/** Probability of at least `count` events where `mean` are expected. */
function atLeast(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let below = 0;
  for (let i = 0; i < count; i++) {
    below += term;
    term *= mean / (i + 1);
  }
  return Math.max(0, 1 - below);
}
