import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSampleMessage, type RejectionReason } from '../../src/kafka/index.js';
import { NOON, rawMessage, sampleMessage } from './support/messages.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('a message with a sample', () => {
  it('is read whole', () => {
    const value =
      '{"schema_version":1,"timestamp":1769860800000,"host":"web-1","values":{"cpu_percent":12.3,"x":null},"disturbed":true,"boot":"k3f9","sequence":17}';
    expect(parseSampleMessage(rawMessage(value))).toEqual({
      ok: true,
      sample: {
        timestamp: NOON,
        host: 'web-1',
        values: { cpu_percent: 12.3, x: Number.NaN },
        disturbed: true,
      },
      boot: 'k3f9',
      sequence: 17,
    });
  });

  it('needs no version and no host where the key names one', () => {
    const value = '{"timestamp":"2026-01-31T13:00:00+01:00","values":{"cpu_percent":0}}';
    expect(parseSampleMessage(rawMessage(value, 'db-2'))).toEqual({
      ok: true,
      sample: { timestamp: NOON, host: 'db-2', values: { cpu_percent: 0 } },
    });
  });

  it('has a missing value for a number that is none', () => {
    const value = '{"timestamp":1769860800000,"values":{"cpu_percent":1e999}}';
    expect(parseSampleMessage(rawMessage(value))).toMatchObject({
      sample: { values: { cpu_percent: Number.NaN } },
    });
  });

  it.each([
    ['a fraction of a millisecond', { timestamp: NOON + 0.4 }],
    ['a time at the bound in the future', { timestamp: NOON + HOUR }],
    ['a time at the bound in the past', { timestamp: NOON - 7 * DAY }],
    ['a host of 255 characters', { host: 'ü'.repeat(255) }],
    ['256 values', { values: Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`f${i}`, i])) }],
    ['a name of 200 characters', { values: { ['n'.repeat(200)]: 1 } }],
    ['names that objects have anyway', { values: { constructor: 1, toString: 2, hasOwnProperty: 3 } }],
    ['fields that are not known', { region: 'eu', labels: { a: 1 } }],
  ])('may have %s', (_what, fields) => {
    expect(parseSampleMessage(sampleMessage(fields))).toMatchObject({ ok: true });
  });

  it('has other bounds for its time on request', () => {
    const message = sampleMessage({ timestamp: NOON + 2 * HOUR });
    expect(parseSampleMessage(message, { futureMilliseconds: 3 * HOUR })).toMatchObject({ ok: true });
    const old = sampleMessage({ timestamp: NOON - 2 * HOUR });
    expect(parseSampleMessage(old, { pastMilliseconds: HOUR })).toMatchObject({ reason: 'too_old' });
  });
});

const refused: [string, Record<string, unknown>, RejectionReason, string][] = [
  ['a later version', { schema_version: 2 }, 'schema_version', 'version 2, this reads version 1'],
  ['no version', { schema_version: '1' }, 'schema_version', 'version "1", this reads version 1'],
  ['no time', { timestamp: undefined }, 'bad_timestamp', 'undefined is not a time'],
  ['a word for a time', { timestamp: 'noon' }, 'bad_timestamp', '"noon" is not a time'],
  ['a day that does not exist', { timestamp: '2026-02-30' }, 'bad_timestamp', '"2026-02-30" is not a time'],
  ['a time beyond all dates', { timestamp: 9e15 }, 'bad_timestamp', '9000000000000000 is not a time'],
  [
    'a time in the future',
    { timestamp: NOON + HOUR + 1 },
    'from_the_future',
    '3600001 ms after it was written, at most 3600000',
  ],
  [
    'seconds for milliseconds',
    { timestamp: NOON / 1000 },
    'too_old',
    '1768090939200 ms before it was written, at most 604800000',
  ],
  ['an empty host', { host: '' }, 'bad_host', '"" is not a host name'],
  ['a number for a host', { host: 7 }, 'bad_host', '7 is not a host name'],
  ['a host with a line break', { host: 'a\nb' }, 'bad_host', '"a\\nb" is not a host name'],
  [
    'a host of 256 characters',
    { host: 'h'.repeat(256) },
    'bad_host',
    `"${'h'.repeat(57)}..." is not a host name`,
  ],
  ['no values', { values: undefined }, 'bad_values', 'values is undefined, not an object'],
  ['a list of values', { values: [1] }, 'bad_values', 'values is [1], not an object'],
  ['empty values', { values: {} }, 'bad_values', 'values is empty'],
  ['a value without a name', { values: { '': 1 } }, 'bad_values', '"" is not a value name'],
  ['a long name', { values: { ['n'.repeat(201)]: 1 } }, 'bad_values', 'is not a value name'],
  [
    '257 values',
    { values: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`f${i}`, i])) },
    'bad_values',
    'more than 256 values',
  ],
  ['a word for a value', { values: { cpu: '12' } }, 'bad_value', '"cpu" is "12"'],
  ['a truth for a value', { values: { cpu: true } }, 'bad_value', '"cpu" is true'],
  ['an object for a value', { values: { cpu: { v: 1 } } }, 'bad_value', '"cpu" is {"v":1}'],
  ['boot alone', { boot: 'k' }, 'bad_sequence', 'boot "k" and sequence undefined do not count samples'],
  ['a sequence alone', { sequence: 1 }, 'bad_sequence', 'boot undefined and sequence 1'],
  ['a sequence of zero', { boot: 'k', sequence: 0 }, 'bad_sequence', 'sequence 0'],
  ['a sequence with a fraction', { boot: 'k', sequence: 1.5 }, 'bad_sequence', 'sequence 1.5'],
  ['a long boot', { boot: 'b'.repeat(65), sequence: 1 }, 'bad_sequence', 'do not count samples'],
];

describe('a message that is not a sample', () => {
  it.each(refused)('has %s', (_what, fields, reason, detail) => {
    expect(parseSampleMessage(sampleMessage(fields, null))).toEqual({
      ok: false,
      reason,
      detail: expect.stringContaining(detail),
    });
  });

  it.each([
    ['nothing', null],
    ['no bytes', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a torn object', '{"timestamp":17698'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])('holds %s', (_what, value) => {
    expect(parseSampleMessage(rawMessage(value))).toMatchObject({ ok: false, reason: 'not_json' });
  });

  it('has no host, and a key that names none', () => {
    const value = Buffer.from('{"timestamp":1769860800000,"values":{"cpu_percent":1}}');
    for (const key of [null, Buffer.from(''), Buffer.from([0xff])]) {
      const message = { key, value, timestamp: String(NOON) };
      expect(parseSampleMessage(message)).toMatchObject({ ok: false, reason: 'bad_host' });
    }
  });

  it('has more than 64 KiB', () => {
    const of = (bytes: number) => {
      const bare = sampleMessage({ note: '' }).value?.length ?? 0;
      return parseSampleMessage(sampleMessage({ note: 'x'.repeat(bytes - bare) }));
    };
    expect(of(65_536)).toMatchObject({ ok: true });
    expect(of(65_537)).toMatchObject({
      reason: 'too_large',
      detail: '65537 bytes, at most 65536 are read',
    });
  });

  it('has the reserved name that would be lost in copying', () => {
    const value = '{"timestamp":1769860800000,"values":{"__proto__":1,"cpu":2}}';
    expect(parseSampleMessage(rawMessage(value))).toMatchObject({
      reason: 'bad_values',
      detail: '"__proto__" is not a value name',
    });
    const nested = '{"__proto__":{"host":"x"},"timestamp":1769860800000,"values":{"cpu":2}}';
    expect(parseSampleMessage(rawMessage(nested))).toMatchObject({ sample: { host: 'web-1' } });
    expect(Object.prototype).not.toHaveProperty('host');
  });
});

describe('whatever the bytes', () => {
  const answers = (value: Buffer, key: Buffer | null, timestamp: string) => {
    const message = { key, value, timestamp };
    const parsed = parseSampleMessage(message);
    expect(parseSampleMessage(message)).toEqual(parsed);
    if (parsed.ok) {
      expect(Math.abs(parsed.sample.timestamp - NOON)).toBeLessThanOrEqual(7 * DAY);
      for (const number of Object.values(parsed.sample.values)) expect(number).toBeTypeOf('number');
    } else {
      expect(parsed.detail.length).toBeLessThan(300);
    }
  };
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
  const key = fc.option(bytes);

  it('answers', () => {
    fc.assert(fc.property(bytes, key, (value, key) => answers(value, key, String(NOON))));
  });

  it('answers for any JSON in any field', () => {
    const any = fc.jsonValue();
    const fields = fc.record(
      { schema_version: fc.constantFrom(1, 2, null), timestamp: any, host: any, boot: any, sequence: any },
      { requiredKeys: [] },
    );
    const values = fc.oneof(any, fc.dictionary(fc.string(), fc.oneof(fc.double(), any)));
    fc.assert(
      fc.property(fields, values, key, (fields, values, key) => {
        const message = sampleMessage({ ...fields, values });
        answers(message.value ?? Buffer.alloc(0), key, message.timestamp);
      }),
    );
  });

  it('bounds nothing where the time of writing is unknown', () => {
    const { key, value } = sampleMessage({ timestamp: 0 });
    for (const timestamp of ['-1', '', 'x']) {
      expect(parseSampleMessage({ key, value, timestamp })).toMatchObject({ ok: true });
    }
  });
});
