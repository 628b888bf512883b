import { formatVerdict, type Verdict } from '@ad/exporters/console';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firingVerdict, noDataVerdict, normalVerdict } from '../verdicts.js';

const attribution = (feature: string, observed: number, low: number, high: number, share = 0.5) => [
  { feature, share, observed, expected: { low, high } },
];
const why = (attributions: Verdict['attributions']) =>
  formatVerdict(firingVerdict({ attributions })).split(' · ')[1];

describe('a line', () => {
  it('shows a normal sample with the feature that contributed most', () => {
    expect(formatVerdict(normalVerdict())).toBe(
      '12:00:15  ● normal     cpu  12.3 %  memory  48.1 %  disk  40.0 %   score 0.21 · most: cpu',
    );
  });

  it('shows an anomaly with what was expected instead', () => {
    expect(formatVerdict(firingVerdict())).toBe(
      '12:00:30  ▲ ANOMALY    cpu  98.7 %  memory  48.2 %  disk  40.0 %   ' +
        'score 0.97 · cpu_percent 98.7 % is far above its expected 3.1–9.8 % (91 % of the score)',
    );
  });

  it('shows the ways into an anomaly and out of it', () => {
    expect(formatVerdict(firingVerdict({ state: 'pending', isAnomaly: false, provisional: true }))).toBe(
      '12:00:30  ◆ pending    cpu  98.7 %  memory  48.2 %  disk  40.0 %   ' +
        'score 0.97 · cpu_percent 98.7 % is far above its expected 3.1–9.8 % (91 % of the score) · threshold still provisional',
    );
    expect(formatVerdict(firingVerdict({ state: 'resolving', attributions: [] }))).toBe(
      '12:00:30  ▼ resolving  cpu  98.7 %  memory  48.2 %  disk  40.0 %   score 0.97',
    );
  });

  it("prefers the detector's own sentence, made printable and cut at 400 characters", () => {
    const reason = (explanation: string) => formatVerdict(firingVerdict({ explanation })).split(' · ')[1];
    expect(reason('memory_percent 91 % is\nfar above')).toBe('memory_percent 91 % is\\u000afar above');
    expect(reason('x'.repeat(1000))).toBe(`${'x'.repeat(399)}…`);
    expect(reason('')).toContain('cpu_percent 98.7 % is far above its expected');
  });

  it('shows missing values as missing', () => {
    expect(formatVerdict(noDataVerdict())).toBe(
      '12:00:15  ○ no data    cpu     – %  memory     – %  disk     – %   score    –',
    );
  });

  it('names the host on request', () => {
    expect(formatVerdict(normalVerdict(), { showHost: true })).toContain('● normal     web-1  cpu');
  });

  it('colours the state, and nothing but the state', () => {
    expect(formatVerdict(firingVerdict(), { color: true })).toBe(
      formatVerdict(firingVerdict()).replace('▲ ANOMALY  ', '\u001b[1;31m▲ ANOMALY  \u001b[0m'),
    );
  });

  it('stays aligned from idle to full load', () => {
    const column = (cpu_percent: number) =>
      formatVerdict(normalVerdict({ values: { cpu_percent, memory_percent: 1 } })).indexOf('memory');
    expect(new Set([0, 5.04, 99.96, 100, Number.NaN].map(column)).size).toBe(1);
  });

  it.each([
    ['network_receive_bytes_per_second', 1_234_567, 'network_receive   1.2 MB/s'],
    ['disk_read_bytes_per_second', 0, 'disk_read     0 B/s'],
    ['disk_read_bytes_per_second', 999_999, 'disk_read   1.0 MB/s'],
    ['swap_bytes', 2.5e9, 'swap   2.5 GB'],
    ['requests_per_second', 42, 'requests 42.00 /s'],
    ['load_1', 0.534, 'load_1  0.53'],
    ['queue_length', 1234, 'queue_length  1234'],
    ['tiny', 1e-9, 'tiny 1.00e-9'],
    ['_percent', 7, '_percent  7.00'],
  ])('gives %s %d its unit', (feature, value, shown) => {
    expect(formatVerdict(normalVerdict({ values: { [feature]: value } }))).toContain(`  ${shown}  `);
  });
});

describe('the reason of an anomaly', () => {
  it.each([
    [why(attribution('cpu_percent', 10, 3.1, 9.8)), 'is above its expected 3.1–9.8 %'],
    [why(attribution('cpu_percent', 2, 3.1, 9.8)), 'is below its expected 3.1–9.8 %'],
    [why(attribution('load_1', 0, 20, 25)), 'is far below its expected 20.00–25.00'],
    [
      why(attribution('cpu_percent', 5, 3.1, 9.8)),
      'is unusual beside the others, though within its expected 3.1–9.8 %',
    ],
    [why(attribution('disk_percent', 40.1, 40, 40)), 'is above its expected 40.0–40.0 %'],
    [why(attribution('disk_percent', 90, 40, 40)), 'is far above its expected 40.0–40.0 %'],
    [
      why(attribution('x_bytes_per_second', 5e6, 900, 1.2e6)),
      '5.0 MB/s is far above its expected 900 B/s–1.2 MB/s',
    ],
    [why(attribution('cpu_percent', Number.NaN, 3, 9)), 'cpu_percent is missing (50 %'],
    [why(attribution('cpu_percent', 50, Number.NaN, Number.NaN)), 'cpu_percent 50.0 % (50 %'],
  ])('%s', (line, part) => {
    expect(line).toContain(part);
  });

  it('does not speak of a share that is not known', () => {
    expect(why(attribution('cpu_percent', 50, 3, 9, Number.NaN))).not.toContain('score');
  });
});

const anyNumber = fc.double();
const anyVerdict: fc.Arbitrary<Verdict> = fc.record({
  timestamp: anyNumber,
  host: fc.string({ unit: 'binary' }),
  values: fc.dictionary(fc.string({ unit: 'binary' }), anyNumber),
  state: fc.constantFrom('warming', 'normal', 'pending', 'firing', 'resolving', 'no_data'),
  isAnomaly: fc.boolean(),
  score: anyNumber,
  probability: anyNumber,
  pValue: anyNumber,
  threshold: anyNumber,
  provisional: fc.boolean(),
  attributions: fc.array(
    fc.record({
      feature: fc.string({ unit: 'binary' }),
      share: anyNumber,
      observed: anyNumber,
      expected: fc.record({ low: anyNumber, high: anyNumber }),
    }),
  ),
  model: fc.record({ kind: fc.string(), version: fc.string() }),
  alertId: fc.option(fc.string({ unit: 'binary' }), { nil: null }),
  explanation: fc.string({ unit: 'binary' }),
  maintenance: fc.boolean(),
  drift: fc.boolean(),
});

describe('whatever a verdict contains', () => {
  it('becomes one printable line', () => {
    fc.assert(
      fc.property(anyVerdict, (verdict) => {
        expect(formatVerdict(verdict, { showHost: true })).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });

  it('cannot forge a line, command the terminal or turn the text around', () => {
    const line = formatVerdict(
      normalVerdict({ host: 'a\n12:00:16  ▲\r\u001b[2J\u009b1m\u202e\u2028\ud800' }),
      {
        showHost: true,
      },
    );
    expect(line).toContain('a\\u000a12:00:16  ▲\\u000d\\u001b[2J\\u009b1m\\u202e\\u2028\\ud800');
  });

  it('cannot make a name longer than 64 characters', () => {
    expect(formatVerdict(normalVerdict({ host: 'h'.repeat(1000) }), { showHost: true })).toContain(
      `  ${'h'.repeat(63)}…  `,
    );
  });
});
