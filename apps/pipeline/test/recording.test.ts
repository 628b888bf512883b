import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSource } from '@ad/collector';
import type { Sample } from '@ad/models';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type HistoryOptions, openHistory } from '../src/recording/open-history.js';
import {
  HistoryRecorder,
  type HistoryRecorderOptions,
  type RecordingProblem,
} from '../src/recording/recorder.js';
import { configFile, quick, startAd } from './support/ad.js';

const DAY = 86_400_000;
const midnight = Date.UTC(2026, 0, 31);

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ad-history-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function sampleOf(timestamp: number, host = 'web-1'): Sample {
  return { timestamp, host, values: { cpu_percent: (timestamp / 1000) % 100, swap_percent: Number.NaN } };
}

async function record(folder: string, samples: readonly Sample[], days = 14): Promise<void> {
  const recorder = new HistoryRecorder({ folder, days, onProblem: ({ state }) => expect.fail(state) });
  for (const sample of samples) recorder.record(sample);
  await recorder.close();
}

async function read(folder: string, options: HistoryOptions = {}): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const sample of openHistory(folder, options)) samples.push(sample);
  return samples;
}

describe('a recorded history', () => {
  it('is a file per host and day of UTC, and gives back exactly what was recorded, over all hosts in order of time', async () => {
    const folder = join(await temporaryFolder(), 'made', 'here');
    const samples = [-1, 0, 1, 2, DAY].flatMap((offset) =>
      ['web/1', 'db.example.com', '*'].map((host) => sampleOf(midnight + offset, host)),
    );
    await record(folder, samples);
    expect((await readdir(folder)).filter((name) => name.startsWith('web')).sort()).toEqual([
      'web%2F1.2026-01-30.jsonl',
      'web%2F1.2026-01-31.jsonl',
      'web%2F1.2026-02-01.jsonl',
    ]);
    const byTime = (a: Sample, b: Sample) => a.timestamp - b.timestamp || (a.host < b.host ? -1 : 1);
    const got = await read(folder);
    expect(got.map(({ timestamp }) => timestamp)).toEqual(samples.map(({ timestamp }) => timestamp));
    expect([...got].sort(byTime)).toEqual([...samples].sort(byTime));
    expect((await read(folder, { host: 'web/1' })).map(({ host }) => host)).toEqual(Array(5).fill('web/1'));
    const part = await read(folder, { host: '*', since: midnight, until: midnight + 2 });
    expect(part.map(({ timestamp }) => timestamp)).toEqual([midnight, midnight + 1]);
  });

  it('is empty where there is no folder, and takes no other file for a part of it', async () => {
    const folder = await temporaryFolder();
    expect(await read(join(folder, 'nowhere'))).toEqual([]);
    await writeFile(join(folder, 'notes.txt'), 'x');
    await writeFile(join(folder, 'web-1.2026-01-31.jsonl.gz'), 'x');
    await writeFile(join(folder, 'web-1.2026-01-31.jsonl'), '');
    expect(await read(folder)).toEqual([]);
  });

  it('survives a line that was torn when its writer was killed, which costs that line only', async () => {
    const folder = await temporaryFolder();
    await record(
      folder,
      [0, 1, 2].map((i) => sampleOf(midnight + i)),
    );
    const file = join(folder, 'web-1.2026-01-31.jsonl');
    await truncate(file, (await readFile(file)).length - 20);
    await record(
      folder,
      [3, 4].map((i) => sampleOf(midnight + i)),
    );
    const problems: string[] = [];
    const samples = await read(folder, { onProblem: (message) => problems.push(message) });
    expect(samples.map(({ timestamp }) => timestamp - midnight)).toEqual([0, 1, 3, 4]);
    expect(problems).toEqual([
      expect.stringMatching(/web-1.2026-01-31.jsonl, line 3: .* is not a JSON object$/),
    ]);
  });

  it('is as long as it is told: older files of the host go, those of others stay', async () => {
    const folder = await temporaryFolder();
    for (const host of ['web-1', 'web-10']) {
      await record(
        folder,
        [0, 1, 2, 3].map((day) => sampleOf(midnight + day * DAY, host)),
        3650,
      );
    }
    await record(folder, [sampleOf(midnight + 3 * DAY + 5)], 2);
    const days = async (host: string) => [
      ...new Set((await read(folder, { host })).map((s) => ((s.timestamp - midnight) / DAY) | 0)),
    ];
    expect(await days('web-1')).toEqual([2, 3]);
    expect(await days('web-10')).toEqual([0, 1, 2, 3]);
  });

  it('is a history of its own when the detector is asked for JSON: verdicts are read as samples', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'history.jsonl');
    await appendFile(
      file,
      `${JSON.stringify({ ...sampleOf(midnight), state: 'normal', isAnomaly: false, score: 0.4 })}\n`,
    );
    for await (const sample of new FileSource({ path: file })) expect(sample).toEqual(sampleOf(midnight));
  });
});

describe('a recorder that cannot write', () => {
  function recorderIn(folder: string, options: Partial<HistoryRecorderOptions> = {}) {
    const problems: RecordingProblem[] = [];
    const onProblem = (problem: RecordingProblem) => problems.push(problem);
    const recorder = new HistoryRecorder({ folder, days: 14, retryMilliseconds: 20, onProblem, ...options });
    return { recorder, problems };
  }

  it.skipIf(process.platform !== 'linux')(
    'says so once, keeps what comes, and writes it when the disk has space again (Linux only: needs /dev/full)',
    async () => {
      const folder = await temporaryFolder();
      const file = join(folder, 'web-1.2026-01-31.jsonl');
      await symlink('/dev/full', file);
      const { recorder, problems } = recorderIn(folder);
      for (let i = 0; i < 5; i++) {
        recorder.record(sampleOf(midnight + i));
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      expect(problems).toMatchObject([{ state: 'failing', error: { code: 'ENOSPC' } }]);
      await unlink(file);
      recorder.record(sampleOf(midnight + 5));
      await recorder.close();
      expect(problems.slice(1)).toEqual([{ state: 'recovered', lost: 0 }]);
      expect((await read(folder)).map(({ timestamp }) => timestamp - midnight)).toEqual([0, 1, 2, 3, 4, 5]);
    },
  );

  it('lets the oldest samples go when too many wait, and says how many', async () => {
    const parent = await temporaryFolder();
    const folder = join(parent, 'history');
    await writeFile(folder, 'a file where the folder should be');
    const { recorder, problems } = recorderIn(folder, { mostWaiting: 3 });
    for (let i = 0; i < 10; i++) recorder.record(sampleOf(midnight + i));
    await expect.poll(() => problems.length).toBe(1);
    await unlink(folder);
    await mkdir(folder);
    await recorder.close();
    expect(problems[1]).toEqual({ state: 'recovered', lost: 7 });
    expect((await read(folder)).map(({ timestamp }) => timestamp - midnight)).toEqual([7, 8, 9]);
  });

  it('goes on when its folder is removed under it', async () => {
    const folder = await temporaryFolder();
    const { recorder, problems } = recorderIn(folder);
    recorder.record(sampleOf(midnight));
    await expect.poll(() => read(folder)).toHaveLength(1);
    await rm(folder, { recursive: true });
    recorder.record(sampleOf(midnight + 1));
    await recorder.close();
    expect(await read(folder)).toEqual([sampleOf(midnight + 1)]);
    expect(problems).toEqual([]);
  });
});

describe('ad run with a history folder', () => {
  const recordingTo = (history_folder: string) =>
    configFile({ ...quick, data_collection: { ...quick.data_collection, host: 'here', history_folder } });

  it('records every sample, baseline included, and loses none that it scored when it is killed with SIGKILL', async () => {
    const folder = await temporaryFolder();
    const file = await recordingTo(folder);
    const scored: number[] = [];
    for (let round = 1; round <= 2; round++) {
      const detector = startAd(['run', '--config', file, '--json']);
      await expect.poll(() => detector.output.out.split('\n').length, { timeout: 15_000 }).toBeGreaterThan(4);
      detector.child.kill('SIGKILL');
      expect(await detector.exited).toBe(null);
      const lines = detector.output.out.split('\n').slice(0, -1);
      // The very last verdict may have been printed before its sample had reached the file.
      scored.push(...lines.slice(0, -1).map((line) => JSON.parse(line).timestamp));
      // As a kill in the middle of a line would leave it.
      const [name] = (await readdir(folder)).sort().slice(-1);
      await appendFile(join(folder, name), '{"timestamp":17');
    }
    const problems: string[] = [];
    const history = await read(folder, { onProblem: (message) => problems.push(message) });
    const times = history.map(({ timestamp }) => timestamp);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times).toEqual(expect.arrayContaining(scored));
    // Two baselines of ten samples.
    expect(times.length - scored.length).toBeGreaterThanOrEqual(20);
    expect(history.every(({ host, values }) => host === 'here' && values.memory_percent > 0)).toBe(true);
    expect(problems).toHaveLength(2);
  });

  it('says once that it cannot record, and detects all the same', async () => {
    const folder = join(await temporaryFolder(), 'history');
    await writeFile(folder, 'a file where the folder should be');
    const detector = startAd(['run', '--config', await recordingTo(folder), '--json']);
    await expect.poll(() => detector.output.out.split('\n').length, { timeout: 15_000 }).toBeGreaterThan(4);
    detector.child.kill('SIGTERM');
    expect(await detector.exited).toBe(0);
    expect(
      detector.output.err.match(/! the history cannot be recorded in .*: EEXIST.*; detection goes on/g),
    ).toHaveLength(1);
  });
});

describe('ad run with a history', () => {
  it('begins at once, from what it recorded before, or from a file', async () => {
    const folder = await temporaryFolder();
    const host = 'web-1';
    const lines = Array.from({ length: 400 }, (_, i) =>
      JSON.stringify({
        timestamp: Date.now() - 200 * (400 - i),
        host,
        values: { cpu_percent: 5 + (i % 7), memory_percent: 40 + (i % 2), disk_percent: 20 },
      }),
    );
    const day = new Date().toISOString().slice(0, 10);
    await writeFile(join(folder, `${host}.${day}.jsonl`), `${lines.join('\n')}\n`);
    const settings = { ...quick.data_collection, host };
    const recordedBefore = await configFile({
      ...quick,
      data_collection: { ...settings, history_folder: folder },
    });
    const fresh = await configFile({ ...quick, data_collection: settings });
    for (const options of [
      ['--config', recordedBefore],
      ['--config', fresh, '--history', join(folder, `${host}.${day}.jsonl`)],
    ]) {
      const detector = startAd(['run', ...options, '--json']);
      await detector.says(/Learned cpu_percent, memory_percent, disk_percent from 4\d\d samples of history/);
      await expect.poll(() => detector.output.out.split('\n').length, { timeout: 10_000 }).toBeGreaterThan(2);
      detector.child.kill('SIGTERM');
      expect(await detector.exited).toBe(0);
      expect(detector.output.err).not.toContain('Learning what is normal');
      expect(JSON.parse(detector.output.out.split('\n')[0]).state).not.toBe('warming');
    }
  });

  it('says why it cannot use one, and learns a baseline', async () => {
    const detector = startAd(['run', '--config', await configFile(quick), '--history', '/nowhere.csv']);
    await detector.says(/! .*nowhere\.csv.*; a baseline is learned instead\nLearning what is normal/);
    detector.child.kill('SIGTERM');
    expect(await detector.exited).toBe(0);
  });
});
