import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlertLog } from '../../src/page/alert-log.js';
import { firingVerdict, noDataVerdict, normalVerdict } from '../verdicts.js';

function parsed(log: AlertLog, since = 0) {
  return log.since(since).map((text) => JSON.parse(text));
}

describe('AlertLog', () => {
  it('knows of an alert when it began and ended, and what was said where the score was highest', () => {
    const log = new AlertLog();
    log.observe(normalVerdict({ timestamp: 1000, alertId: null }));
    log.observe(firingVerdict({ timestamp: 2000, alertId: 'a', score: 5, explanation: 'first' }));
    log.observe(
      firingVerdict({ timestamp: 3000, alertId: 'a', score: 9, threshold: 2, explanation: 'most' }),
    );
    log.observe(firingVerdict({ timestamp: 4000, alertId: 'a', score: 7, explanation: 'last' }));
    const alert = {
      id: 'a',
      begin: 2000,
      end: null,
      peak: 3000,
      score: 9,
      threshold: 2,
      explanation: 'most',
    };
    expect(parsed(log)).toEqual([alert]);
    log.observe(normalVerdict({ timestamp: 5000, alertId: null }));
    expect(parsed(log)).toEqual([{ ...alert, end: 5000 }]);
  });

  it('goes on with an alert that fires again under its name', () => {
    const log = new AlertLog();
    log.observe(firingVerdict({ timestamp: 1000, alertId: 'a' }));
    log.observe(normalVerdict({ timestamp: 2000, alertId: null }));
    log.observe(firingVerdict({ timestamp: 3000, alertId: 'a' }));
    expect(parsed(log)).toMatchObject([{ id: 'a', begin: 1000, end: null }]);
  });

  it('ends one where another begins', () => {
    const log = new AlertLog();
    log.observe(firingVerdict({ timestamp: 1000, alertId: 'a' }));
    log.observe(firingVerdict({ timestamp: 2000, alertId: 'b' }));
    expect(parsed(log)).toMatchObject([
      { id: 'a', end: 2000 },
      { id: 'b', begin: 2000, end: null },
    ]);
  });

  it('holds an alert through samples without data, and names one for a detector that does not', () => {
    const log = new AlertLog();
    log.observe(firingVerdict({ timestamp: 1000 }));
    log.observe(noDataVerdict({ timestamp: 2000, isAnomaly: true }));
    expect(parsed(log)).toMatchObject([{ id: 'web-1/1000', begin: 1000, end: null, score: 0.81 }]);
    log.observe(normalVerdict({ timestamp: 3000 }));
    log.observe(firingVerdict({ timestamp: 4000 }));
    expect(parsed(log)).toMatchObject([{ end: 3000 }, { id: 'web-1/4000', end: null }]);
  });

  it('says nothing again that has not changed', () => {
    const log = new AlertLog();
    log.observe(firingVerdict({ timestamp: 1000, alertId: 'a' }));
    const known = log.changes;
    log.observe(firingVerdict({ timestamp: 2000, alertId: 'a' }));
    expect(log.changes).toBe(known);
    log.observe(normalVerdict({ timestamp: 3000, alertId: null }));
    expect(parsed(log, known)).toMatchObject([{ id: 'a', end: 3000 }]);
  });

  it('keeps fifty; a reader who comes back later knows the same as one who was there', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 250 }), fc.nat(), (anomalies, at) => {
        const log = new AlertLog();
        const known = new Map<string, unknown>();
        let changes = 0;
        const read = () => {
          for (const alert of parsed(log, changes)) known.set(alert.id, alert);
          changes = log.changes;
        };
        anomalies.forEach((isAnomaly, i) => {
          log.observe(normalVerdict({ timestamp: 1000 * i, isAnomaly, score: isAnomaly ? i % 7 : 0 }));
          if (i % 3 === at % 3) read();
        });
        read();
        expect(log.since(0).length).toBeLessThanOrEqual(50);
        expect(parsed(log)).toEqual([...known.values()].slice(-50));
      }),
    );
  });
});
