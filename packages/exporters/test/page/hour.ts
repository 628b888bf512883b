import type { Verdict } from '@ad/exporters';

const FEATURES = [
  { name: 'cpu_percent', level: 22, swing: 9, noise: 4 },
  { name: 'memory_percent', level: 57, swing: 5, noise: 0.6 },
  { name: 'disk_percent', level: 40, swing: 0.2, noise: 0.02 },
  { name: 'network_receive_bytes_per_second', level: 2.4e6, swing: 9e5, noise: 2e5 },
  { name: 'load_average', level: 1.4, swing: 0.5, noise: 0.15 },
];

/** A number of [-1, 1) that looks random and is the same in every run. */
function noise(seed: number): number {
  const wave = Math.sin(seed * 12.9898) * 43_758.5453;
  return 2 * (wave - Math.floor(wave)) - 1;
}

/** Whether the sample made so many seconds before the end lies in one of the busy times. */
function isBusy(secondsLeft: number): boolean {
  return [400, 1500, 3000].some((start) => secondsLeft <= start && secondsLeft > start - 45);
}

/** A verdict as a detector would give it: five features, busy now and then. `secondsLeft` places it in the hour. */
export function madeVerdict(timestamp: number, secondsLeft: number, busy = isBusy(secondsLeft)): Verdict {
  const second = timestamp / 1000;
  const made = FEATURES.map(({ name, level, swing, noise: width }, i) => {
    const center = level + swing * Math.sin(second / (300 + 70 * i));
    const isAffected = busy && (i === 0 || i === 4);
    const observed = isAffected
      ? level * 4.3 + width * noise(second + i)
      : center + width * noise(second + i);
    const expected = { low: center - 1.6 * width, high: center + 1.6 * width };
    const weight = isAffected ? 30 + i : Math.abs(observed - center) / width;
    return { feature: name, observed, expected, weight };
  });
  const total = made.reduce((sum, { weight }) => sum + weight, 0);
  const score = busy ? 14 + 3 * noise(second) : 2.6 + 0.8 * noise(second);
  const threshold = 6.1 + 0.3 * Math.sin(second / 500);
  return {
    timestamp,
    host: 'web-1',
    values: Object.fromEntries(made.map(({ feature, observed }) => [feature, observed])),
    state: busy ? 'firing' : 'normal',
    isAnomaly: busy,
    score,
    probability: busy ? 0.93 : 0.21 + 0.06 * noise(second),
    pValue: busy ? 0.001 : 0.5,
    threshold,
    provisional: false,
    attributions: made
      .map(({ feature, observed, expected, weight }) => ({
        feature,
        observed,
        expected,
        share: weight / total,
      }))
      .sort((a, b) => b.share - a.share),
    model: { kind: 'forecast+isolation_forest+random_forest+lstm', version: '4' },
    explanation: busy
      ? 'cpu_percent 94.6 % is far above its expected 15-28 %; it explains 48 % of the score; load_average 6.02 is also far above its expected 1.2-1.7'
      : 'cpu_percent 24.1 % is within its expected 15-28 % but moves unlike before; it explains 41 % of the score',
  };
}

/** An hour of verdicts, one a second, that ends at `end`. */
export function madeHour(end: number, samples = 3600): Verdict[] {
  return Array.from({ length: samples }, (_, i) => {
    const secondsLeft = samples - 1 - i;
    return madeVerdict(end - 1000 * secondsLeft, secondsLeft);
  });
}
