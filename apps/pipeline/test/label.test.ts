import { appendFile, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { labelRows, trainOnFeedback } from '../src/training/feedback.js';
import { ad } from './support/ad.js';
import { temporaryFolder } from './support/samples.js';

const id = 'web-1/2026-01-31T12:00:00.000Z';
const from = Date.UTC(2026, 0, 31, 12);

async function labels(folder: string) {
  const { out, err } = await ad(['label', '--history', folder, '--list', '--json']);
  return { labels: JSON.parse(out), err };
}

describe('ad label', () => {
  it('keeps what was said of an alert; the last word wins, and every word stays in the file', async () => {
    const folder = join(await temporaryFolder(), 'new');
    for (const flag of ['--true', '--false']) {
      const { code, err } = await ad(['label', '--history', folder, '--alert', id, flag]);
      expect(code).toBe(0);
      expect(err).toContain(flag === '--true' ? 'a true alarm' : 'a false alarm');
    }
    expect((await readFile(join(folder, 'labels.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(2);
    expect((await labels(folder)).labels).toEqual([
      {
        schemaVersion: 1,
        host: 'web-1',
        from,
        to: from,
        alertId: id,
        isAnomaly: false,
        labelledAt: expect.any(Number),
      },
    ]);
    const { out } = await ad(['label', '--history', folder, '--list']);
    expect(out).toMatch(/^2026-01-31 12:00:00 +0 s +false +web-1 +web-1\/2026/m);
  });

  it('takes any time, of this host unless told otherwise', async () => {
    const folder = await temporaryFolder();
    await ad(['label', '--history', folder, '--at', '2026-01-31T12:00:00Z', '--for', '10m', '--true']);
    expect((await labels(folder)).labels[0]).toMatchObject({ host: hostname(), from, to: from + 600_000 });
  });

  it('loses a torn line only, not the one that is written after it', async () => {
    const folder = await temporaryFolder();
    await ad(['label', '--history', folder, '--alert', id, '--true']);
    await appendFile(join(folder, 'labels.jsonl'), '{"schemaVersion":1,"host":"we');
    await ad(['label', '--history', folder, '--at', '2026-01-31', '--host', 'web-2', '--true']);
    const { labels: kept, err } = await labels(folder);
    expect(kept.map(({ host }: { host: string }) => host)).toEqual(['web-1', 'web-2']);
    expect(err).toContain('1 unreadable line');
  });

  it.each([
    ['no verdict', ['--alert', id], 'say what it was'],
    ['both verdicts', ['--alert', id, '--true', '--false'], 'say what it was'],
    ['nothing to label', ['--true'], 'say what it is about'],
    ['an alert and a time', ['--alert', id, '--at', '2026-01-31', '--true'], 'say what it is about'],
    ['a name that is none', ['--alert', 'yesterday', '--true'], '--alert must be a name such as'],
  ])('refuses %s', async (_, args, message) => {
    const { code, err } = await ad(['label', '--history', await temporaryFolder(), ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('learning from feedback', () => {
  const samples = Array.from({ length: 400 }, (_, i) => ({
    timestamp: i * 1000,
    host: 'here',
    values: { a: Math.sin(i), b: i >= 100 && i < 140 ? 3 : Math.cos(i) },
  }));
  const label = (start: number, end: number, isAnomaly: boolean, host = 'here') => ({
    schemaVersion: 1 as const,
    host,
    from: start * 1000,
    to: end * 1000,
    alertId: null,
    isAnomaly,
    labelledAt: 0,
  });

  it('marks the samples of true alarms of their host; a later label is right', () => {
    const said = [label(100, 139, true), label(130, 139, false), label(200, 210, true, 'elsewhere')];
    const { labels: marks } = labelRows(samples, said, ['a', 'b']);
    expect([...marks.keys()].filter((i) => marks[i] === 1)).toEqual(
      Array.from({ length: 30 }, (_, i) => 100 + i),
    );
  });

  it('marks the sample that was the latest at the time of a label', () => {
    const { labels: marks } = labelRows(samples, [label(5.5, 5.5, true)], ['a', 'b']);
    expect(marks.indexOf(1)).toBe(5);
  });

  it.each([
    ['before', label(-100, -50, true)],
    ['after', label(500, 600, true)],
  ])('marks nothing where a label is of a time %s the samples', (_, said) => {
    expect(labelRows(samples, [said], ['a', 'b']).labels).not.toContain(1);
  });

  it('gives what was called an anomaly a higher chance than what was not, the same each time', async () => {
    const rows = labelRows(samples, [label(100, 139, true)], ['a', 'b']);
    const options = { featureNames: ['a', 'b'], trees: 30 };
    const forest = await trainOnFeedback(rows, options);
    expect(forest.scoreRow([0, 3])).toBeGreaterThan(0.5);
    expect(forest.scoreRow([0, 0.5])).toBeLessThan(0.2);
    expect((await trainOnFeedback(rows, options)).scoreRow([0, 3])).toBe(forest.scoreRow([0, 3]));
  });
});
