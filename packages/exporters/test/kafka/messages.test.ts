import { readFileSync } from 'node:fs';
import { sampleMessage, type Verdict, type VerdictState, verdictMessage } from '@ad/exporters/kafka';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firingVerdict, noDataVerdict, normalVerdict } from '../verdicts.js';

const at = Date.UTC(2026, 0, 5, 12, 0, 30, 250);
const SEED_FIELDS = [
  'timestamp',
  'cpu_percent',
  'memory_percent',
  'disk_percent',
  'anomaly_score',
  'is_anomaly',
  'model_type',
];

const textOf = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('verdictMessage', () => {
  it('is the message that is written down', () => {
    const explanation = 'cpu_percent 99 % is far above its expected 3-10 %';
    const alertId = 'web-1/2026-01-05T12:00:30.250Z';
    const verdict = firingVerdict({ timestamp: at, sequence: 7, alertId, explanation });
    const { key, value, headers } = verdictMessage(verdict);
    expect(`${JSON.stringify(JSON.parse(value), null, 2)}\n`).toBe(textOf('./verdict.golden.json'));
    const shown = /```json\n(.*?)```/s.exec(textOf('../../README.md'))?.[1] ?? '';
    expect(JSON.stringify(JSON.parse(shown))).toBe(value);
    expect(value).toBe(JSON.stringify(JSON.parse(value)));
    expect(key).toBe('web-1');
    expect(headers).toEqual({ id: 'web-1/1767614430250/7' });
  });

  it('has null for what is missing, also after a store made null of it', () => {
    const verdict = noDataVerdict({ timestamp: at });
    const { value } = verdictMessage(verdict);
    expect(JSON.parse(value)).toMatchObject({
      cpu_percent: null,
      memory_percent: null,
      disk_percent: null,
      anomaly_score: null,
      raw_score: null,
      p_value: null,
      sequence: 0,
      alert_id: null,
      values: { cpu_percent: null, memory_percent: null, disk_percent: null },
      attributions: [],
    });
    expect(verdictMessage(JSON.parse(JSON.stringify(verdict)))).toEqual(verdictMessage(verdict));
  });

  it.each<[VerdictState, boolean, boolean]>([
    ['normal', false, false],
    ['pending', false, true],
    ['firing', true, true],
    ['no_data', true, true],
  ])('explains %s with an anomaly %s: %s', (state, isAnomaly, explains) => {
    const { value } = verdictMessage(normalVerdict({ state, isAnomaly, explanation: 'because' }));
    expect(JSON.parse(value).explanation).toBe(explains ? 'because' : undefined);
  });

  it('tells the five largest attributions of an anomaly, rounded where that leaves enough, and else the largest', () => {
    const attributions = Array.from({ length: 9 }, (_, index) => ({
      feature: `f${index}`,
      share: 1 / 3,
      observed: 2 / 3,
      expected: { low: -0.001234567, high: 1234.5678 },
    }));
    const usual = JSON.parse(verdictMessage(normalVerdict({ attributions })).value).attributions;
    const told = JSON.parse(verdictMessage(firingVerdict({ attributions })).value).attributions;
    expect(usual).toEqual(told.slice(0, 1));
    expect(told).toHaveLength(5);
    expect(told[0]).toEqual({
      feature: 'f0',
      share: 0.333,
      observed: 2 / 3,
      expected_low: -0.001234567,
      expected_high: 1234.568,
    });
  });

  const number = fc.double();
  const verdicts: fc.Arbitrary<Verdict> = fc.record(
    {
      timestamp: fc.oneof(fc.integer(), number),
      host: fc.string({ unit: 'binary' }),
      sequence: fc.nat(),
      values: fc.dictionary(
        fc.oneof(fc.constantFrom('cpu_percent', '__proto__', 'toJSON'), fc.string({ unit: 'binary' })),
        number,
      ),
      state: fc.constantFrom('warming', 'normal', 'pending', 'firing', 'resolving', 'no_data'),
      isAnomaly: fc.boolean(),
      score: number,
      probability: number,
      pValue: number,
      threshold: number,
      provisional: fc.boolean(),
      attributions: fc.array(
        fc.record({
          feature: fc.string({ unit: 'binary' }),
          share: number,
          observed: number,
          expected: fc.record({ low: number, high: number }),
        }),
      ),
      model: fc.record({ kind: fc.string({ unit: 'binary' }), version: fc.string() }),
      alertId: fc.option(fc.string()),
      explanation: fc.string({ unit: 'binary' }),
    },
    {
      requiredKeys: [
        'timestamp',
        'host',
        'values',
        'state',
        'isAnomaly',
        'score',
        'probability',
        'pValue',
        'threshold',
        'provisional',
        'attributions',
        'model',
      ],
    },
  );
  const orNull = (value: number | undefined) => (Number.isFinite(value) ? value : null);

  it('is JSON with the seven fields first, whatever the verdict', () => {
    fc.assert(
      fc.property(verdicts, (verdict) => {
        const { key, value } = verdictMessage(verdict);
        const told = JSON.parse(value);
        expect(Object.keys(told).slice(0, 7)).toEqual(SEED_FIELDS);
        expect(told).toMatchObject({
          anomaly_score: orNull(verdict.probability === 0 ? 0 : verdict.probability),
          is_anomaly: verdict.isAnomaly,
          model_type: verdict.model.kind,
          schema_version: 1,
          host: verdict.host,
          provisional: verdict.provisional,
        });
        expect(key).toBe(verdict.host);
        expect(Object.keys(told.values)).toEqual(Object.keys(verdict.values));
        expect(value).toBe(JSON.stringify(told));
      }),
    );
  });

  it('rounds to three decimals, and never away from the value', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e15, max: 1e15 }), (share) => {
        const attributions = [{ feature: 'f', share, observed: 0, expected: { low: share, high: 0 } }];
        const [told] = JSON.parse(verdictMessage(normalVerdict({ attributions })).value).attributions;
        expect(Math.abs(told.share - share)).toBeLessThanOrEqual(0.0005 + Math.abs(share) * 1e-15);
        if (Math.abs(share) < 1) expect(told.expected_low).toBe(share === 0 ? 0 : share);
        else expect(told.expected_low).toBe(told.share);
      }),
    );
  });
});

describe('sampleMessage', () => {
  it('is the message that is written down', () => {
    const sample = { timestamp: at, host: 'web-1', values: { cpu_percent: 12.5, load_1: Number.NaN } };
    expect(sampleMessage({ sample, boot: 'b7', sequence: 3 })).toEqual({
      key: 'web-1',
      value:
        '{"schema_version":1,"timestamp":1767614430250,"host":"web-1",' +
        '"values":{"cpu_percent":12.5,"load_1":null},"boot":"b7","sequence":3}',
      headers: { id: 'web-1/b7/3' },
    });
  });

  it('marks a disturbed sample', () => {
    const sample = { timestamp: at, host: 'web-1', values: {} };
    const told = (disturbed: boolean) =>
      JSON.parse(sampleMessage({ sample: { ...sample, disturbed }, boot: 'b', sequence: 1 }).value).disturbed;
    expect([told(true), told(false)]).toEqual([true, undefined]);
  });
});
