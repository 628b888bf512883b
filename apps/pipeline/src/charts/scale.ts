/** Maps values to positions of a chart. */
export type Scale = (value: number) => number;

/** A scale and the values at which it is worth a line. */
export interface Axis {
  readonly at: Scale;
  readonly ticks: readonly number[];
  /** Ticks as text; short numbers where there is none. */
  readonly labels?: (ticks: readonly number[]) => readonly string[];
}

/** Equal distances for equal differences, with a line for each of about so many steps. Values that differ by rounding errors only stand in the middle. */
export function linearAxis(low: number, high: number, from: number, to: number, steps = 4): Axis {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const half = Math.max(0.5, size * 1e-6);
  const [a, b] = high - low > Math.max(size * 1e-9, 1e-300) ? [low, high] : [low - half, low + half];
  const step = niceStep((b - a) / steps);
  const ticks: number[] = [];
  for (let i = Math.ceil(a / step - 1e-9); i <= b / step + 1e-9; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return { at: (value) => from + ((value - a) / (b - a)) * (to - from), ticks };
}

/** Equal distances for equal ratios. What is below the lowest value stands there, zero included. */
export function logAxis(low: number, high: number, from: number, to: number): Axis {
  const [a, b] = high > low ? [Math.log(low), Math.log(high)] : [Math.log(low / 2), Math.log(low * 2)];
  const ticks: number[] = [];
  const steps = b - a > Math.log(1000) ? [1] : b - a > Math.log(30) ? [1, 3] : [1, 2, 3, 5, 7];
  for (let power = Math.floor(a / Math.LN10); power <= b / Math.LN10; power++) {
    for (const step of steps) {
      const tick = Number((step * 10 ** power).toPrecision(6));
      if (Math.log(tick) >= a && Math.log(tick) <= b) ticks.push(tick);
    }
  }
  // Within a small ratio there may be no such number; then equal differences serve as well.
  if (ticks.length < 2) ticks.splice(0, ticks.length, ...linearAxis(Math.exp(a), Math.exp(b), 0, 1).ticks);
  const at: Scale = (value) => {
    const position = (Math.log(Math.max(value, Number.MIN_VALUE)) - a) / (b - a);
    return from + Math.min(1, Math.max(0, position)) * (to - from);
  };
  return { at, ticks };
}

const timeSteps = [
  1, 5, 15, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000,
].map((seconds) => seconds * 1000);

/** Time, with lines at round times in UTC. */
export function timeAxis(start: number, end: number, from: number, to: number): Axis {
  const span = Math.max(end - start, 1);
  const step = timeSteps.find((one) => span / one <= 9) ?? span / 8;
  const ticks: number[] = [];
  for (let tick = Math.ceil(start / step) * step; tick <= end; tick += step) ticks.push(tick);
  return {
    at: (time) => from + ((time - start) / span) * (to - from),
    ticks,
    labels: (times) => times.map((time) => timeLabel(time, step)),
  };
}

/** As much of the time as tells it from its neighbours. */
function timeLabel(time: number, step: number): string {
  const [date, clock] = new Date(time).toISOString().split('T');
  if (step >= 86_400_000 || clock.startsWith('00:00:00')) return date.slice(5);
  return step >= 60_000 ? clock.slice(0, 5) : clock.slice(0, 8);
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const ratio = rough / power;
  return power * (ratio > 5 ? 10 : ratio > 2 ? 5 : ratio > 1 ? 2 : 1);
}
