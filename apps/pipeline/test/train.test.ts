import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IsolationForestModel } from '@ad/models';
import { describe, expect, it } from 'vitest';
import { readModelFile, writeModelFile } from '../src/detectors/model-file.js';
import { ad } from './support/ad.js';
import { temporaryFolder as folder } from './support/samples.js';

async function forest(seed: number): Promise<IsolationForestModel> {
  const rows = Array.from({ length: 100 }, (_, i) => [Math.sin(i), Math.cos(i)]);
  return new IsolationForestModel({ nEstimators: 10, seed }).train(rows) as Promise<IsolationForestModel>;
}

describe('ad train', () => {
  it('trains on the samples of several hosts and writes a file that scores alike', async () => {
    const path = await folder();
    const lines = Array.from({ length: 200 }, (_, i) =>
      JSON.stringify({
        timestamp: 1_760_000_000_000 + 1000 * i,
        host: `web-${i % 2}`,
        values: { cpu_percent: 20 + (i % 7), load_1m: i % 3 },
      }),
    );
    await writeFile(join(path, 'history.jsonl'), `${lines.join('\n')}\n`);
    const out = join(path, 'models', 'shared.json');
    const trained = await ad([
      'train',
      join(path, 'history.jsonl'),
      '--out',
      out,
      '--models',
      'isolation_forest',
      '--json',
    ]);
    expect(trained.code).toBe(0);
    expect(trained.err).toContain('isolation_forest on 200 samples of 2 hosts');
    const report = JSON.parse(trained.out);
    expect(report).toMatchObject({
      models: ['isolation_forest'],
      features: ['cpu_percent', 'load_1m'],
      samples: 200,
      hosts: 2,
    });
    const read = await readModelFile(out);
    expect(read.ok && read.file.version).toBe(report.version);
    expect(read.ok && read.file.models[0].scoreRow([90, 9])).toBeGreaterThan(
      read.ok ? read.file.models[0].scoreRow([23, 1]) : 1,
    );
  }, 60_000);

  it('refuses to train on next to nothing, and leaves no file', async () => {
    const path = await folder();
    await writeFile(
      join(path, 'few.csv'),
      'timestamp,cpu_percent\n2026-01-01T00:00:00Z,1\n2026-01-01T00:00:01Z,2\n',
    );
    const { code, err } = await ad(['train', join(path, 'few.csv'), '--out', join(path, 'models.json')]);
    expect(code).toBe(1);
    expect(err).toContain('2 samples; 30 are the least');
    expect(await readdir(path)).toEqual(['few.csv']);
  }, 60_000);
});

describe('a file of models', () => {
  it('has the same version for the same models, and another for others', async () => {
    const path = await folder();
    const version = await writeModelFile(join(path, 'a.json'), [await forest(1)]);
    expect(await writeModelFile(join(path, 'b.json'), [await forest(1)])).toBe(version);
    expect(await writeModelFile(join(path, 'c.json'), [await forest(2)])).not.toBe(version);
    expect((await readdir(path)).sort()).toEqual(['a.json', 'b.json', 'c.json']);
  });

  it('says what is wrong with a file that is none', async () => {
    const path = await folder();
    const message = async (name: string, text: string) => {
      await writeFile(join(path, name), text);
      const read = await readModelFile(join(path, name));
      return read.ok ? 'was read' : read.message;
    };
    expect(await message('torn.json', '{"format":"ad-models"')).toContain('torn.json cannot be read');
    expect(await message('other.json', '{}')).toContain(
      'other.json is not a file of models; make one with `ad train',
    );
    expect(await message('later.json', '{"format":"ad-models","formatVersion":9,"models":[]}')).toContain(
      'has format 9',
    );
    expect(await message('model.json', '{"format":"ad-models","formatVersion":1,"models":[{}]}')).toContain(
      'not a saved model',
    );
    const missing = await readModelFile(join(path, 'missing.json'));
    expect(missing.ok ? '' : missing.message).toContain('missing.json cannot be read: ENOENT');
  });
});
