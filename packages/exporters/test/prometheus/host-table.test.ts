import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, HostTable, UNHEARD } from '../../src/prometheus/host-table.js';
import { firingVerdict, noDataVerdict, normalVerdict } from '../verdicts.js';

const verdicts = fc.array(
  fc.constantFrom(normalVerdict(), firingVerdict(), noDataVerdict(), noDataVerdict({ isAnomaly: true })),
);

describe('what is known of a host', () => {
  it('counts every verdict once, and an anomaly at most as often as the decision was one', () => {
    fc.assert(
      fc.property(verdicts, (history) => {
        const { samples, anomalies } = history.reduce(advance, UNHEARD);
        expect(samples.normal + samples.anomaly + samples.no_data).toBe(history.length);
        expect(anomalies).toBeLessThanOrEqual(history.filter(({ isAnomaly }) => isAnomaly).length);
        expect(anomalies > 0).toBe(history.some(({ isAnomaly }) => isAnomaly));
      }),
    );
  });
});

describe('the table of hosts', () => {
  it('never holds more hosts than allowed nor one that was silent too long', () => {
    const step = fc.record({ host: fc.constantFrom('a', 'b', 'c', 'd', 'e'), pause: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(step), fc.integer({ min: 1, max: 4 }), (steps, maxHosts) => {
        let now = 0;
        const heard = new Map<string, number>();
        const table = new HostTable({ maxHosts, ttlMilliseconds: 60, now: () => now });
        for (const { host, pause } of steps) {
          now += pause;
          if (table.record(normalVerdict({ host }))) heard.set(host, now);
          const shown = [...table.entries()].map(([name]) => name);
          expect(shown.length).toBeLessThanOrEqual(maxHosts);
          expect(shown.toSorted()).toEqual(
            [...heard]
              .filter(([, at]) => now - at <= 60)
              .map(([name]) => name)
              .toSorted(),
          );
        }
      }),
    );
  });
});
