import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { BacktestReport } from '../src/backtest/report.js';
import { ad } from './support/ad.js';
import { csv, rows, start, temporaryFolder } from './support/samples.js';

// What is tested is the replay: with so generous a budget the event is found whatever the detector.
const generous = ['--alerts-per-week', '200'];
const unlabelledHeader = 'timestamp,host,cpu_percent,memory_percent';

async function report(args: readonly string[]): Promise<BacktestReport> {
  const { code, out, err } = await ad(['backtest', ...generous, ...args, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

describe('ad backtest', () => {
  it('says what would have alarmed, how often, at which budget, and what labels say of it', async () => {
    const file = await csv(rows());
    const { alarms, budgets, labels, hosts, ...totals } = await report([file, '--learn', '200']);
    expect(totals).toMatchObject({ schemaVersion: 1, samples: 600, learned: 200, judged: 400, warming: 0 });
    const alarm = alarms.find(({ isTrue }) => isTrue);
    expect(alarm).toMatchObject({ host: 'web-1', explanation: expect.stringContaining('cpu_percent 97') });
    expect(alarm?.start).toBeGreaterThanOrEqual(start + 300 * 60_000);
    expect(alarm?.start).toBeLessThan(start + 305 * 60_000);
    expect(budgets.map(({ alertsPerWeek }) => alertsPerWeek)).toEqual([0.5, 1, 3, 7, 20, 200]);
    expect(labels).toMatchObject({ events: 1, eventsFound: 1, anomalousShare: 0.05 });
    expect(labels?.aucPr).toBeGreaterThan(0.9);
    expect(labels?.vusPr).toBeGreaterThan(0.5);
    expect(hosts[0]).toMatchObject({ intervalSeconds: 60, features: ['cpu_percent', 'memory_percent'] });
    expect(hosts[0]).not.toHaveProperty('trace');
  });

  it('prints tables, and gives the same alarms every time', async () => {
    const file = await csv(rows());
    const [first, second] = [
      await ad(['backtest', ...generous, file, '--learn', '30%']),
      await ad(['backtest', ...generous, file, '--learn', '30%']),
    ];
    expect(first).toEqual(second);
    expect(first.out).toMatch(
      /web-1 · 2026-01-01 00:00:00 to 2026-01-01 09:59:00 UTC · 600 samples every 1 min/,
    );
    expect(first.out).toMatch(/180 learned, 0 warming up, 420 judged/);
    expect(first.out).toMatch(/^2026-01-01 05:0\d:00 .* true .*cpu_percent/m);
    expect(first.out).toMatch(/^BUDGET A WEEK +ALARMS +MEASURED A WEEK +EVENTS FOUND +FALSE ALARMS$/m);
    expect(first.out).toMatch(/^AUC-PR +[\d.]+ \(a random score: [\d.]+\)$/m);
  });

  it('says nothing of labels where there are none', async () => {
    const file = await csv(rows({ labelled: false }), unlabelledHeader);
    const { labels, alarms } = await report([file]);
    expect(labels).toBeNull();
    expect(alarms.every(({ isTrue }) => isTrue === null)).toBe(true);
  });

  it('keeps a detector for each host of a file, however the rows are mixed', async () => {
    const calm = rows({ host: 'calm' }).map((row, i) =>
      i >= 300 && i < 320 ? rows({ host: 'calm' })[i - 100] : row,
    );
    const calmTimes = calm.map((row, i) =>
      [new Date(start + 60_000 * i).toISOString(), ...row.split(',').slice(1)].join(','),
    );
    const mixed = rows().flatMap((row, i) => [row, calmTimes[i]]);
    const { hosts, alarms } = await report([await csv(mixed), '--learn', '200']);
    expect(hosts.map(({ host, judged }) => [host, judged])).toEqual([
      ['web-1', 400],
      ['calm', 400],
    ]);
    expect(alarms.some(({ host, start: at }) => host === 'web-1' && at < start + 305 * 60_000)).toBe(true);
    const after = await report([await csv([...rows(), ...rows({ host: 'web-2' })]), '--learn', '200']);
    expect(after.hosts.map(({ host }) => host)).toEqual(['web-1', 'web-2']);
    expect(after.hosts[0].alarms.map(({ start: at }) => at)).toEqual(
      after.hosts[1].alarms.map(({ start: at }) => at),
    );
  });

  it('learns from a file of its own', async () => {
    const history = await csv(rows({ host: 'other', labelled: false }).slice(0, 200), unlabelledHeader);
    const { learned, judged } = await report([await csv(rows()), '--learn', history]);
    expect({ learned, judged }).toEqual({ learned: 0, judged: 600 });
  });

  it('replays only the time that it is told to', async () => {
    const file = await csv(rows());
    const part = await report([file, '--since', '2026-01-01T01:00:00Z', '--until', '2026-01-01T02:59:00Z']);
    expect(part.samples).toBe(120);
    expect((await report([file, '--last', '2h'])).samples).toBe(121);
  });

  it('replays the recorded history when no file is given, and the labels in it are no samples', async () => {
    const folder = await temporaryFolder();
    const lines = rows().map((row) => {
      const [time, host, cpu, memory] = row.split(',');
      const values = { cpu_percent: Number(cpu), memory_percent: Number(memory) };
      return JSON.stringify({ timestamp: Date.parse(time), host, values });
    });
    await writeFile(join(folder, 'web-1.2026-01-01.jsonl'), `${lines.join('\n')}\n`);
    const label = [
      'label',
      '--history',
      folder,
      '--host',
      'web-1',
      '--at',
      '2026-01-01T01:00:00Z',
      '--for',
      '9m',
      '--true',
    ];
    expect((await ad(label)).code).toBe(0);
    const { samples, alarms } = await report(['--history', folder, '--learn', '200']);
    expect(samples).toBe(600);
    for (const { trueChance } of alarms) expect(trueChance).toBeGreaterThanOrEqual(0);
  });

  it('asks Prometheus for a range', async () => {
    const server = createServer(async (request, response) => {
      const asked = new URLSearchParams(await text(request));
      const [from, to, step] = ['start', 'end', 'step'].map((name) => Number(asked.get(name)));
      const values = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => [
        from + i * step,
        String(20 + (i % 7)),
      ]);
      const result = [{ metric: { instance: 'web-9' }, values }];
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { hosts } = await report([
      ...['--prometheus', url, '--query', 'cpu_percent=avg(cpu)', '--interval', '60'],
      ...['--since', '2026-01-01', '--until', '2026-01-01T05:00:00Z'],
    ]);
    server.close();
    expect(hosts.map(({ host, samples, features }) => ({ host, samples, features }))).toEqual([
      { host: 'web-9', samples: 301, features: ['cpu_percent'] },
    ]);
  });

  it('writes one page that needs no network, and no name can put anything into it', async () => {
    const evil = '<script>alert(1)</script>"\'&';
    const lines = rows().map((row) => row.replace('web-1', `"${evil.replaceAll('"', '""')}"`));
    const header = `timestamp,host,"<img src=x onerror=""alert(1)"">",memory_percent,label`;
    const html = join(await temporaryFolder(), 'report.html');
    const { code, err } = await ad([
      'backtest',
      await csv(lines, header),
      '--learn',
      '200',
      ...generous,
      '--html',
      html,
    ]);
    expect({ code, err }).toEqual({ code: 0, err: `✓ ${html} shows it all\n` });
    const page = await readFile(html, 'utf8');
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
    expect(page).not.toMatch(/<script|<img|https?:|\bNaN\b|undefined/);
    for (const [svg] of page.matchAll(/<svg [^>]*>/g)) expect(svg).toMatch(/ aria-label="[^"]+"/);
    const marks = [...page.matchAll(/href="#(alarm-\d+)"/g)].map(([, id]) => id);
    expect(marks.length).toBeGreaterThan(0);
    for (const id of marks) expect(page).toContain(`id="${id}"`);
  });

  it('copes with one column, with rows without times, and with a constant', async () => {
    const values = rows().map((row) => row.split(',')[2]);
    expect((await report([await csv(values, 'cpu_percent'), '--interval', '10'])).hosts[0]).toMatchObject({
      host: 'samples',
      samples: 600,
      intervalSeconds: 10,
    });
    const constant = await report([
      await csv(
        values.map(() => '5'),
        'cpu_percent',
      ),
    ]);
    expect(constant.alarms).toEqual([]);
  });

  it.each([
    ['a file that is not there', ['/nowhere.csv'], 1, '/nowhere.csv'],
    ['nothing', [], 1, 'no history is recorded; give a file'],
    ['a history that is not there', ['--history', '/nowhere'], 1, '/nowhere holds no sample'],
    ['a share that is none', ['x.csv', '--learn', '130%'], 2, 'a share such as 30%'],
    ['too few samples to learn from', ['x.csv', '--learn', '3'], 2, 'a number of samples from 10'],
    ['a time that is none', ['x.csv', '--since', 'yesterday'], 2, 'It must be a time'],
    ['a budget of nothing', ['x.csv', '--budgets', '0,1'], 2, 'numbers above 0'],
    ['an address that is none', ['--prometheus', 'nowhere'], 1, 'nowhere'],
  ])('refuses %s', async (_, args, code, message) => {
    const result = await ad(['backtest', ...args]);
    expect(result).toMatchObject({ code, out: '' });
    expect(result.err).toContain(message);
    expect(result.err).not.toMatch(/^ +at /m);
  });

  it('says so when a file is empty, holds nothing of that time, or too little to judge', async () => {
    const empty = join(await temporaryFolder(), 'empty.csv');
    await writeFile(empty, '');
    for (const [args, message] of [
      [[empty], 'holds no rows'],
      [[await csv(rows()), '--since', '2027-01-01'], 'holds no sample in that span of time'],
      [[await csv(rows().slice(0, 10))], 'nothing is left to judge: 10 samples'],
    ] as const) {
      const { code, err, out } = await ad(['backtest', ...args]);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain(message);
    }
    const short = await csv(rows().slice(0, 60));
    expect((await report([short, '--learn', '40'])).judged).toBe(20);
  });
});

describe('ad compare', () => {
  it('puts the models and the detector side by side', async () => {
    const file = await csv(rows());
    const html = join(await temporaryFolder(), 'compare.html');
    const { code, out } = await ad(['compare', file, '--learn', '200', '--json', '--html', html]);
    const { contestants, agreement } = JSON.parse(out);
    expect(code).toBe(0);
    expect(contestants.map(({ name }: { name: string }) => name)).toEqual([
      'isolation_forest',
      'random_forest',
      'lstm',
      'forecast',
      'detector',
    ]);
    for (const one of contestants) {
      expect(one.trainingSeconds).toBeGreaterThan(0);
      expect(one.microsecondsPerSample).toBeGreaterThan(0);
      expect(one.labels.events).toBe(1);
    }
    expect(agreement).toHaveLength(5);
    expect(agreement[0][0] ?? 1).toBe(1);
    expect(await readFile(html, 'utf8')).toContain('<td class="text">isolation_forest</td>');
    const shown = await ad(['compare', file, '--learn', '200']);
    expect(shown.out).toMatch(/^MODEL +TRAINING +PER SAMPLE +ALARMS +A WEEK$/m);
  });
});
