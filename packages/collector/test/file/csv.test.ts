import { describe, expect, it } from 'vitest';
import { csv, csvSamples, noon, readContent } from './support/read-file.js';

describe('the columns and rows of a CSV file', () => {
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

  it('leaves out columns without a name, and numbers repeated names', async () => {
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
    expect(samples).toEqual(csvSamples);
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

  it('leaves out only its own row for a quote that is never closed', async () => {
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
});
