import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { MlflowClient } from '../src/client.js';
import type { MlflowError } from '../src/errors.js';
import { collect } from './support/collect.js';
import { isBuilt, writer } from './support/writer.js';

describe.skipIf(!isBuilt)('processes that write to one folder and are killed (needs the build)', () => {
  test('lose nothing that was written, and leave nothing that cannot be read', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'mlflow-kills-')), 'mlruns');
    const corrupt: MlflowError[] = [];
    const client = new MlflowClient({ trackingUri: folder, onCorrupt: (error) => corrupt.push(error) });
    const { runId } = await client.runs.create({ runName: 'shared' });
    const written: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const writers = [0, 1, 2].map((index) => writer(folder, runId, (round * 3 + index) * 1_000_000));
      while (!writers.every((each) => each.hasWritten())) await sleep(10);
      for (const each of writers) {
        await sleep(Math.random() * 60);
        written.push(...(await each.kill()));
      }
    }
    // Whoever writes next mends what the last one left.
    await client.runs.logBatch(runId, { metrics: [{ key: 'größe/m', value: -1, timestamp: 1, step: -1 }] });

    const history = await collect(client.runs.metricHistory(runId, 'größe/m'));
    expect(history.every(({ value, step }) => value === step)).toBe(true);
    const counts = new Map<number, number>();
    for (const { step } of history) counts.set(step, (counts.get(step) ?? 0) + 1);
    expect(Math.max(...counts.values())).toBe(1);
    expect(written.length).toBeGreaterThan(18);
    for (const first of written) for (let i = 0; i < 50; i += 1) expect(counts.get(first + i)).toBe(1);

    const runs = await collect(client.runs.search({ experimentIds: ['0'], filter: "run_name LIKE 'of %'" }));
    const named = new Map(runs.map((run) => [run.runName, run.status]));
    for (const first of written) expect(named.get(`of ${first}`)).toBe('FINISHED');
    expect(corrupt).toEqual([]);
    const { params, tags } = await client.runs.get(runId);
    for (const first of written) expect(params[`param ${first}`]).toHaveLength(5000);
    expect(Object.values(params).every((value) => value.length === 5000)).toBe(true);
    expect(tags.shared).toHaveLength(5000);

    const versions = await collect(client.registry.searchVersions({ filter: "name = 'contended'" }));
    expect(versions.length).toBeGreaterThanOrEqual(written.length);
    expect((await client.registry.findByAlias('contended', 'champion'))?.name).toBe('contended');
  }, 60_000);
});
