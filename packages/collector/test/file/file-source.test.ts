import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileSource, type FileSourceOptions, type LabelledSample } from '../../src/index.js';
import { csv, csvSamples, fileOf, readContent } from './support/read-file.js';

describe('a file of samples', () => {
  it.each<[string, string | Uint8Array]>([
    ['as it is', csv],
    ['gzipped', gzipSync(csv)],
    ['gzipped in two parts', Buffer.concat([gzipSync(csv.slice(0, 50)), gzipSync(csv.slice(50))])],
    ['with a byte order mark', `\uFEFF${csv}`],
    ['in UTF-16, as some shells write what is redirected to a file', Buffer.from(`\uFEFF${csv}`, 'utf16le')],
    ['with line ends of Windows', csv.replaceAll('\n', '\r\n')],
    ['without an end of its last line', csv.trimEnd()],
    ['with empty lines', `\n${csv.replaceAll('\n', '\n\n')}\n`],
    ['with everything in quotes', csv.replaceAll(/[^,\n]+/g, '"$&"')],
    ['with semicolons and decimal commas', csv.replaceAll(',', ';').replaceAll('.', ',')],
    ['with tabs', csv.replaceAll(',', '\t')],
    ['with spaces around its cells', csv.replaceAll(',', ' , ')],
    ['with empty cells at the end of its rows', csv.replaceAll(/(\d)\n/g, '$1,,\n')],
  ])('is read %s', async (_, content) => {
    const { samples, problems } = await readContent(content);
    expect({ samples, problems }).toEqual({ samples: csvSamples, problems: [] });
  });

  it('is read the same however its bytes are cut, also in the middle of a character or a line end', async () => {
    const content = csv.replaceAll('\n', '\r\n').replaceAll('cpu_percent', 'température');
    const rows = Array.from({ length: 60_000 }, (_, i) => `2026-01-31T12:00:00Z,${i},\r\n`).join('');
    const { samples } = await readContent(content + rows);
    expect(samples).toHaveLength(60_002);
    expect(samples[0].values).toEqual({ température: 97.5 });
    expect(samples.slice(2).every(({ values }, i) => values.température === i)).toBe(true);
  });

  it('keeps the order of the file where times go back, and says so; hosts have times of their own', async () => {
    const { samples, problems } = await readContent('ts,host,a\n100,x,1\n50,y,2\n90,x,3\n110,x,4\n60,y,5\n');
    expect(samples.map(({ timestamp }) => timestamp / 1000)).toEqual([100, 50, 90, 110, 60]);
    expect(problems).toMatchObject([{ line: 4, reason: 'out_of_order' }]);
  });

  it('reports each reason ten times at most, and goes on counting', async () => {
    const { problems, source } = await readContent(`a,label\n${'1,2\n'.repeat(1000)}`);
    expect(problems).toHaveLength(10);
    expect(problems[0]).toMatchObject({
      line: 2,
      reason: 'bad_label',
      message: 'label "2" is neither 0 nor 1',
    });
    expect(source.problemCounts.get('bad_label')).toBe(1000);
    expect({ read: source.samplesRead, leftOut: source.rowsLeftOut }).toEqual({ read: 1000, leftOut: 0 });
  });

  it('ends with the error that onProblem throws', async () => {
    const strict = (): never => {
      throw new Error('no problems, please');
    };
    await expect(readContent(`${csv}noon,1,0\n`, { onProblem: strict })).rejects.toThrow(
      'no problems, please',
    );
  });

  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'holds no rows'],
    ['a header only', 'timestamp,cpu\n', 'holds no rows'],
    ['times that are none', ',timestamp,cpu\n1,noon,1\n', 'columns.timestamp names their column'],
    ['one JSON array', '[\n{"cpu": 1},\n{"cpu": 2}\n]\n', "`jq -c '.[]'` writes it one object per line"],
    ['indented JSON', '{\n  "cpu": 1\n}\n', 'one object per line'],
    ['words', 'name,city\nAda,London\n', 'no column holds numbers'],
    ['rows that do not fit the header', 'a,b\n1\n2\n', 'as many cells as the header has names'],
  ])('throws, and says what to do, where it can read nothing at all: %s', async (_, content, message) => {
    const reading = readContent(content);
    await expect(reading).rejects.toMatchObject({ name: 'CollectorError', code: 'nothing_readable' });
    await expect(reading).rejects.toThrow(message);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['a spreadsheet', Buffer.from('PK\x03\x04 and so on'), /spreadsheet or zip archive; export it as CSV/],
    ['Parquet', Buffer.from('PAR1 and so on'), /a Parquet file/],
    ['gzip that is cut short', gzipSync(csv.repeat(100)).subarray(0, 60), /unexpected end of file/],
    ['gzip that is broken', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]), /cannot be read/],
  ])('throws where the file is %s', async (_, content, message) => {
    const reading = readContent(content);
    await expect(reading).rejects.toMatchObject({ code: 'file_unreadable' });
    await expect(reading).rejects.toThrow(message);
  });

  it.each(['/nowhere/at/all.csv', '/'])('throws where there is no file: %s', async (path) => {
    await expect(readContent('', { path })).rejects.toMatchObject({ code: 'file_unreadable' });
  });

  it('ends when its signal aborts, also before it has begun and in the middle', async () => {
    const path = fileOf(`a\n${'1\n'.repeat(200_000)}`);
    const stop = new AbortController();
    let taken = 0;
    for await (const _ of new FileSource({ path, signal: stop.signal })) if (++taken === 1234) stop.abort();
    expect(taken).toBe(1234);
    for await (const _ of new FileSource({ path, signal: stop.signal })) taken++;
    expect(taken).toBe(1234);
  });

  it('may be left at any time and read again', async () => {
    const source = new FileSource({ path: fileOf(csv) });
    for await (const _ of source) break;
    expect(source.samplesRead).toBe(1);
    const all: LabelledSample[] = [];
    for await (const sample of source) all.push(sample);
    expect(all).toEqual(csvSamples);
  });

  it('holds no more of a long file than of a short one', { timeout: 60_000 }, async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    const heap: number[] = [];
    const row = `2026-01-31T12:00:00Z${',12.345678'.repeat(20)}\n`;
    const header = `timestamp${Array.from({ length: 20 }, (_, i) => `,m${i}`).join('')}\n`;
    // 40 MB of text.
    const content = gzipSync(header + row.repeat(200_000), { level: 1 });
    const source = new FileSource({ path: fileOf(content, 'long.csv.gz') });
    for await (const _ of source) {
      if (source.samplesRead % 50_000 !== 0) continue;
      collectGarbage();
      heap.push(process.memoryUsage().heapUsed);
    }
    expect(heap).toHaveLength(4);
    expect(Math.abs(heap[3] - heap[0])).toBeLessThan(10e6);
  });

  it('gives back exactly what was written, whatever the numbers, hosts and times', async () => {
    const value = fc.oneof(fc.double({ noDefaultInfinity: true }), fc.integer());
    const sample = fc.record({
      timestamp: fc.integer({ min: 0, max: 4e12 }),
      host: fc.string({ minLength: 1 }).filter((name) => name.trim() === name),
      a: value,
      b: value,
      label: fc.constantFrom(0, 1),
    });
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(sample, { minLength: 1, maxLength: 30 }), async (rows) => {
        const samples = rows.map(({ a, b, ...rest }) => ({ ...rest, values: { a: a + 0, b: b + 0 } }));
        const asCsv = rows.map((r) => [r.timestamp, cell(r.host), r.a, r.b, r.label].join(',')).join('\n');
        const options = { timeUnit: 'milliseconds' } as const;
        const fromCsv = await readContent(`timestamp,host,a,b,label\n${asCsv}`, options);
        expect(fromCsv.samples).toEqual(samples);
        const asJson = samples.map((row) => JSON.stringify(row)).join('\n');
        expect((await readContent(asJson)).samples).toEqual(samples);
      }),
      { numRuns: 60 },
    );
  });

  it('throws nothing but a CollectorError, whatever the file', async () => {
    const text = fc.oneof(
      fc.string({
        unit: fc.constantFrom(',', '"', '\n', '\r', '1', 'a', ';', '{', '}', '[', ':', ' '),
        maxLength: 200,
      }),
      fc.uint8Array({ maxLength: 200 }),
    );
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        try {
          const { samples } = await readContent(content);
          for (const { timestamp, values } of samples) {
            expect(Number.isInteger(timestamp)).toBe(true);
            expect(Object.values(values).every((v) => Number.isFinite(v) || Number.isNaN(v))).toBe(true);
          }
        } catch (error) {
          expect(error).toMatchObject({ name: 'CollectorError' });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is not changed', async () => {
    const path = fileOf(csv);
    for await (const _ of new FileSource({ path }));
    expect(await readFile(path, 'utf8')).toBe(csv);
  });
});

describe('options of a file source', () => {
  it.each<[Partial<FileSourceOptions>, string]>([
    [{ path: '' }, "path must be the path of a file, got ''"],
    [{ host: '' }, "host must be a name, got ''"],
    [{ features: [] }, 'features must be a list of at least one name, got []'],
    [{ columns: { label: '' } }, "columns.label must be the name of a column, got ''"],
    [
      { startTime: new Date(Number.NaN) },
      'startTime must be a Date or milliseconds since 1970, got Invalid Date',
    ],
    [{ intervalSeconds: 0 }, 'intervalSeconds must be a number from 0.001 to 31536000, got 0'],
  ])('are refused at construction: %j', (options, message) => {
    expect(() => new FileSource({ path: 'a.csv', ...options })).toThrow(message);
  });

  it.each([
    ['machine-1-6.csv.gz', 'machine-1-6'],
    ['web-1.example.com.jsonl', 'web-1.example.com'],
    ['cpu usage.CSV', 'cpu usage'],
    ['history', 'history'],
    ['.csv', 'file'],
  ])('the host of %s is %s', async (name, host) => {
    const source = new FileSource({ path: fileOf('a\n1\n', name) });
    for await (const sample of source) expect(sample.host).toBe(host);
  });
});
