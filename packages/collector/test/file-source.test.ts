import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileSource, type FileSourceOptions, type LabelledSample } from '../src/index.js';
import { fileOf, readContent } from './support/read-file.js';

const noon = Date.UTC(2026, 0, 31, 12);
const csv = 'timestamp,cpu_percent,label\n2026-01-31 12:00:00,97.5,1\n2026-01-31 12:01:00,3,0\n';
const expected = [
  { timestamp: noon, host: 'web-1', values: { cpu_percent: 97.5 }, label: 1 },
  { timestamp: noon + 60_000, host: 'web-1', values: { cpu_percent: 3 }, label: 0 },
];

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
    expect({ samples, problems }).toEqual({ samples: expected, problems: [] });
  });

  it('is read the same however its bytes are cut, also in the middle of a character or a line end', async () => {
    const content = csv.replaceAll('\n', '\r\n').replaceAll('cpu_percent', 'température');
    const rows = Array.from({ length: 60_000 }, (_, i) => `2026-01-31T12:00:00Z,${i},\r\n`).join('');
    const { samples } = await readContent(content + rows);
    expect(samples).toHaveLength(60_002);
    expect(samples[0].values).toEqual({ température: 97.5 });
    expect(samples.slice(2).every(({ values }, i) => values.température === i)).toBe(true);
  });

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
    expect(samples).toEqual(expected);
  });

  it.each([
    '31.01.2026 12:00',
    '01/31/2026',
    '2026-02-30 12:00:00',
    '2026-13-01',
    '2026-01-31 25:00:00',
    'noon',
    '',
  ])('leaves out a row whose time is %j, and says so', async (time) => {
    const { samples, problems, source } = await readContent(`${csv}${time},5,0\n`);
    expect(samples).toEqual(expected);
    expect(problems).toMatchObject([
      { line: 4, reason: 'bad_timestamp', message: `${JSON.stringify(time)} is no time` },
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

  it('finds columns by their usual names, or takes the ones that are named', async () => {
    const content =
      'date,time,server,truth,note,cpu,memory\n2026-01-31,12,a,TRUE,ok,1,2\n2026-01-31,13,b,,ok,3,4\n';
    const { samples, problems } = await readContent(content, {
      columns: { timestamp: 'date', host: 'server', label: 'truth' },
      features: ['memory', 'time'],
    });
    const timestamp = Date.UTC(2026, 0, 31);
    expect(samples).toEqual([
      { timestamp, host: 'a', values: { time: 12, memory: 2 }, label: 1 },
      { timestamp, host: 'b', values: { time: 13, memory: 4 } },
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    [{ columns: { timestamp: 'when' } }, 'columns.timestamp must name a column of .*, got "when"'],
    [{ features: ['cpu'] }, 'features must name a column of .* .timestamp, cpu_percent, label., got "cpu"'],
  ])('says so when a column that is named is not there: %j', async (options, message) => {
    const reading = readContent(csv, options);
    await expect(reading).rejects.toMatchObject({ code: 'invalid_option' });
    await expect(reading).rejects.toThrow(new RegExp(message));
  });

  it('takes what is empty or says that there is no value for missing, also infinity', async () => {
    const cells = ['', ' ', 'NaN', 'nan', 'null', 'None', 'N/A', 'inf', '-Infinity', '1e999'];
    const { samples, problems } = await readContent(
      `timestamp,a,b\n${cells.map((c, i) => `${i},${c},0\n`).join('')}`,
    );
    expect(samples.map(({ values }) => values)).toEqual(cells.map(() => ({ a: Number.NaN, b: 0 })));
    expect(problems).toEqual([]);
  });

  it('takes a stray word among numbers for missing, and leaves a column of words out', async () => {
    const { samples, problems } = await readContent('zone,a,b\neu,1,\nus,broken,\nus,3,\n');
    expect(samples.map(({ values }) => values)).toEqual([
      { a: 1, b: Number.NaN },
      { a: Number.NaN, b: Number.NaN },
      { a: 3, b: Number.NaN },
    ]);
    expect(problems).toMatchObject([
      { line: 2, reason: 'text_column', message: 'column zone holds text such as "eu"; it is left out' },
      { line: 3, reason: 'not_a_number', message: 'a is "broken", not a number' },
    ]);
  });

  it('makes do with empty and repeated names in the header', async () => {
    const { samples, problems } = await readContent(',cpu,cpu,cpu_2,\n0,1,2,3,9\n');
    expect(samples[0].values).toEqual({ cpu: 1, cpu_3: 2, cpu_2: 3 });
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'unnamed_column'],
      [1, 'duplicate_column'],
      [1, 'unnamed_column'],
    ]);
  });

  it('needs no header where the first row is numbers and times', async () => {
    expect((await readContent('0.5,1\n0.25,2\n')).samples.map(({ values }) => values)).toEqual([
      { f0: 0.5, f1: 1 },
      { f0: 0.25, f1: 2 },
    ]);
    const [first] = (await readContent('2026-01-31 12:00:00,1\n2026-01-31 12:01:00,2\n')).samples;
    expect(first).toEqual({ timestamp: noon, host: 'web-1', values: { f1: 1 } });
  });

  it('leaves out rows with more or fewer cells, such as a torn last one', async () => {
    const { samples, problems } = await readContent(`${csv}2026-01-31 12:02:00,1,0,7\n2026-01-31 12:0`);
    expect(samples).toEqual(expected);
    expect(problems.map(({ line, reason, message }) => [line, reason, message])).toEqual([
      [4, 'ragged_row', '4 cells where there are 3 columns'],
      [5, 'ragged_row', '1 cells where there are 3 columns'],
    ]);
  });

  it('reads quoted cells with commas, quotes and line ends in them', async () => {
    const { samples } = await readContent('"a, ""b""\nc",d\n"1",2\n"3","4"\n');
    expect(samples.map(({ values }) => values)).toEqual([
      { 'a, "b"\nc': 1, d: 2 },
      { 'a, "b"\nc': 3, d: 4 },
    ]);
  });

  it('loses no more than its own row to a quote that has no end', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => (i === 10 || i === 48 ? `"${i},1` : `${i},1`));
    const { samples, problems } = await readContent(`a,b\n${rows.join('\n')}\n`);
    expect(samples.map(({ values }) => values.a)).toEqual(
      rows.flatMap((_, i) => (i === 10 || i === 48 ? [] : [i])),
    );
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [12, 'unclosed_quote'],
      [50, 'unclosed_quote'],
    ]);
  });

  it('leaves out a line of many megabytes and reads on', async () => {
    const { samples, problems } = await readContent(
      `a,b\n1,2\n3,${'4'.repeat(5_000_000)}\n5,6\n7,${'8'.repeat(1_500_000)}`,
    );
    expect(samples.map(({ values }) => values)).toEqual([
      { a: 1, b: 2 },
      { a: 5, b: 6 },
    ]);
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'line_too_long'],
      [5, 'line_too_long'],
    ]);
  });

  it('keeps the order of the file where times go back, and says so; hosts have times of their own', async () => {
    const { samples, problems } = await readContent('ts,host,a\n100,x,1\n50,y,2\n90,x,3\n110,x,4\n60,y,5\n');
    expect(samples.map(({ timestamp }) => timestamp / 1000)).toEqual([100, 50, 90, 110, 60]);
    expect(problems).toMatchObject([{ line: 4, reason: 'out_of_order' }]);
  });

  it('says the same thing ten times at most, and goes on counting', async () => {
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
    expect(all).toEqual(expected);
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

  it('never fails in another way than it says, whatever the file', async () => {
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

  it('is left as it was', async () => {
    const path = fileOf(csv);
    for await (const _ of new FileSource({ path }));
    expect(await readFile(path, 'utf8')).toBe(csv);
  });
});

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
    [{ intervalSeconds: 0 }, 'intervalSeconds must be a number of seconds from 0.001 to 31536000, got 0'],
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
