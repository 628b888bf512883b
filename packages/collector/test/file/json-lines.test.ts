import { describe, expect, it } from 'vitest';
import { noon, readContent } from './support/read-file.js';

describe('JSON lines', () => {
  const sample = { timestamp: noon, host: 'db-1', values: { cpu_percent: 97.5, disk_percent: null } };
  const wanted = { timestamp: noon, host: 'db-1', values: { cpu_percent: 97.5, disk_percent: Number.NaN } };
  const verdict = {
    ...{ schemaVersion: 1, sequence: 7, state: 'normal', isAnomaly: false, score: 0.4, pValue: null },
    ...{ attributions: [{ feature: 'cpu_percent', share: 1 }], model: { kind: 'lstm', version: '1' } },
    ...sample,
  };
  const message = {
    ...{ timestamp: '2026-01-31T12:00:00Z', cpu_percent: 97.5, memory_percent: 40, disk_percent: 50 },
    ...{ anomaly_score: 0.23, is_anomaly: 0, model_type: 'lstm' },
  };

  it.each<[string, object, object]>([
    ['a sample', sample, wanted],
    ['a sample with a label', { ...sample, label: 1 }, { ...wanted, label: 1 }],
    ['a verdict', verdict, wanted],
    [
      'a message of the topic, whose verdict is neither feature nor label',
      message,
      {
        timestamp: noon,
        host: 'web-1',
        values: { cpu_percent: 97.5, memory_percent: 40, disk_percent: 50 },
      },
    ],
    [
      'a flat object of numbers',
      { '@timestamp': noon / 1000, host: 'a', load: 3, zone: 'eu', note: null },
      { timestamp: noon, host: 'a', values: { load: 3 } },
    ],
    ['an object of nothing but numbers', { load: 3 }, { timestamp: 0, host: 'web-1', values: { load: 3 } }],
  ])('may hold %s', async (_, line, result) => {
    const { samples, problems } = await readContent(`${JSON.stringify(line)}\n`);
    expect({ samples, problems }).toEqual({ samples: [result], problems: [] });
  });

  it('may be torn, blank or something else in between', async () => {
    const line = JSON.stringify(sample);
    const other = JSON.stringify({ ...sample, values: { cpu_percent: 'much', gpu: '5' } });
    const content = [
      line,
      '',
      line.slice(0, 40),
      other,
      '[1]',
      '{"timestamp":5,"name":"x"}',
      line.slice(0, 30),
    ];
    const { samples, problems } = await readContent(content.join('\n'));
    expect(samples.map(({ values }) => values)).toEqual([wanted.values, { cpu_percent: Number.NaN, gpu: 5 }]);
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'not_json'],
      [4, 'not_a_number'],
      [5, 'not_json'],
      [6, 'no_values'],
      [7, 'not_json'],
    ]);
  });

  it('take null for missing where a number was before', async () => {
    const { samples } = await readContent('{"a":1,"b":null}\n{"a":null,"b":2}\n');
    expect(samples.map(({ values }) => values)).toEqual([{ a: 1 }, { a: Number.NaN, b: 2 }]);
  });
});
