import { describe, expect, it } from 'vitest';
import type { FileSourceOptions } from '../../src/index.js';
import { csv, csvSamples, noon, readContent } from './support/read-file.js';

describe('the times of rows', () => {
  it.each([
    ['seconds', '1769860800', '1769860860'],
    ['seconds with a fraction', '1769860800.0', '1769860860.0'],
    ['milliseconds', '1769860800000', '1769860860000'],
    ['ISO 8601', '2026-01-31T12:00:00Z', '2026-01-31T12:01:00.000Z'],
    ['ISO 8601 with an offset', '2026-01-31T13:00:00+01:00', '2026-01-31T05:31:00-0630'],
    ['a date with slashes, no seconds', '2026/01/31 12:00', '2026/1/31 12:01'],
    ['a comma before the milliseconds', '"2026-01-31 12:00:00,000"', '"2026-01-31 12:01:00,000"'],
  ])('understands times as %s', async (_, first, second) => {
    const { samples } = await readContent(`ts,cpu_percent,label\n${first},97.5,1\n${second},3,0\n`);
    expect(samples).toEqual(csvSamples);
  });

  it.each([
    '31.01.2026 12:00',
    '01/31/2026',
    '2026-02-30 12:00:00',
    '2026-13-01',
    '2026-01-31 25:00:00',
    '2026-01-31 24:59:00',
    'noon',
    '',
  ])('leaves out a row whose time is %j, and says so', async (time) => {
    const { samples, problems, source } = await readContent(`${csv}${time},5,0\n`);
    expect(samples).toEqual(csvSamples);
    expect(problems).toMatchObject([
      { line: 4, reason: 'bad_timestamp', message: `${JSON.stringify(time)} is not a time` },
    ]);
    expect(source.rowsLeftOut).toBe(1);
  });

  it('tells seconds from milliseconds once for the whole file, or is told', async () => {
    const content = 'timestamp,cpu_percent\n0,1\n15000,2\n';
    const times = async (options?: Partial<FileSourceOptions>) =>
      (await readContent(content, options)).samples.map(({ timestamp }) => timestamp);
    expect(await times()).toEqual([0, 15_000_000]);
    expect(await times({ timeUnit: 'milliseconds' })).toEqual([0, 15_000]);
  });

  it('gives rows without any time the times it is told, per host', async () => {
    const options = { startTime: new Date(noon), intervalSeconds: 15 };
    const { samples } = await readContent('host,cpu\na,1\nb,2\na,3\n,4\n', options);
    expect(samples).toEqual([
      { timestamp: noon, host: 'a', values: { cpu: 1 } },
      { timestamp: noon, host: 'b', values: { cpu: 2 } },
      { timestamp: noon + 15_000, host: 'a', values: { cpu: 3 } },
      { timestamp: noon, host: 'web-1', values: { cpu: 4 } },
    ]);
  });
});
