import type { Verdict } from '../src/verdict.js';

/** A calm sample, at 12:00:15 local time wherever the test runs. */
export function normalVerdict(overrides: Partial<Verdict> = {}): Verdict {
  return {
    timestamp: new Date(2026, 0, 5, 12, 0, 15).getTime(),
    host: 'web-1',
    values: { cpu_percent: 12.3, memory_percent: 48.1, disk_percent: 40 },
    state: 'normal',
    isAnomaly: false,
    score: 0.44,
    probability: 0.21,
    pValue: 0.63,
    threshold: 0.61,
    provisional: false,
    attributions: [
      { feature: 'cpu_percent', share: 0.6, observed: 12.3, expected: { low: 3.1, high: 9.8 } },
      { feature: 'memory_percent', share: 0.4, observed: 48.1, expected: { low: 47, high: 49 } },
    ],
    model: { kind: 'isolation_forest', version: '3' },
    ...overrides,
  };
}

/** A busy CPU, 15 seconds later. */
export function firingVerdict(overrides: Partial<Verdict> = {}): Verdict {
  return normalVerdict({
    timestamp: new Date(2026, 0, 5, 12, 0, 30).getTime(),
    values: { cpu_percent: 98.7, memory_percent: 48.2, disk_percent: 40 },
    state: 'firing',
    isAnomaly: true,
    score: 0.81,
    probability: 0.97,
    pValue: 0.005,
    attributions: [
      { feature: 'cpu_percent', share: 0.91, observed: 98.7, expected: { low: 3.1, high: 9.8 } },
      { feature: 'memory_percent', share: 0.09, observed: 48.2, expected: { low: 47, high: 49 } },
    ],
    ...overrides,
  });
}

/** A sample of which nothing could be read. */
export function noDataVerdict(overrides: Partial<Verdict> = {}): Verdict {
  return normalVerdict({
    values: { cpu_percent: Number.NaN, memory_percent: Number.NaN, disk_percent: Number.NaN },
    state: 'no_data',
    score: Number.NaN,
    probability: Number.NaN,
    pValue: Number.NaN,
    attributions: [],
    ...overrides,
  });
}
