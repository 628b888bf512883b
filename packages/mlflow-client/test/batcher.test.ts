import { describe, expect, test, vi } from 'vitest';
import { MlflowError } from '../src/errors.js';
import { fileStore } from '../src/file/store.js';
import { RunBatcher } from '../src/runs/batcher.js';
import type { Batch } from '../src/stores/runs.js';

const { runs } = fileStore('unused', { now: () => 0, uuid: () => '', onCorrupt: () => {} });

/** A store that fails as told, and then takes what it is given. */
function storeThat(...failures: MlflowError[]) {
  const batches: Batch[] = [];
  const logBatch = async (_runId: string, batch: Batch) => {
    const failure = failures.shift();
    if (failure) throw failure;
    batches.push(batch);
  };
  return { batches, store: Object.assign(Object.create(runs), { logBatch }) as typeof runs };
}

const away = () => new MlflowError('UNREACHABLE', 'away');
const point = (step: number) => ({ metrics: [{ key: 'm', value: step, step }] });

describe('RunBatcher', () => {
  test('writes many entries in few requests, in order', async () => {
    const { batches, store } = storeThat();
    {
      await using batcher = new RunBatcher(store, 'r', { now: () => 7 });
      for (let step = 0; step < 2000; step += 1) batcher.add(point(step));
      batcher.add({ params: { p: '1' }, tags: { t: '1' } });
      batcher.add({ tags: { t: '2' } });
    }
    expect(batches).toHaveLength(3);
    expect(batches[0]).toMatchObject({ params: { p: '1' }, tags: { t: '2' } });
    expect(batches.flatMap(({ metrics = [] }) => metrics.map(({ step }) => step))).toEqual([
      ...Array(2000).keys(),
    ]);
    expect(batches[0]?.metrics?.[0]?.timestamp).toBe(7);
  });

  test('keeps what could not be written for a passing reason, and says so', async () => {
    const { batches, store } = storeThat(away());
    const batcher = new RunBatcher(store, 'r');
    batcher.add(point(1));
    await expect(batcher.flush()).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(batcher.pending).toBe(1);
    await batcher.flush();
    expect(batches).toHaveLength(1);
    expect(batcher.pending).toBe(0);
  });

  test('reports what was refused, and goes on with the rest', async () => {
    const onError = vi.fn();
    const { batches, store } = storeThat(new MlflowError('INVALID_PARAMETER_VALUE', 'no'));
    const batcher = new RunBatcher(store, 'r', { onError });
    batcher.add({ params: { p: '1' } });
    await expect(batcher.flush()).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
    expect(onError).toHaveBeenCalledOnce();
    batcher.add(point(1));
    await batcher.flush();
    expect(batches).toHaveLength(1);
  });

  test('writes in the background', async () => {
    const { batches, store } = storeThat(away());
    const batcher = new RunBatcher(store, 'r', { intervalMilliseconds: 5 });
    batcher.add(point(1));
    await vi.waitFor(() => expect(batches).toHaveLength(1));
  });

  test('takes no more than it may hold', async () => {
    const batcher = new RunBatcher(storeThat().store, 'r', { maxPending: 1, intervalMilliseconds: 0 });
    expect(batcher.add(point(1))).toBe(true);
    expect(batcher.add(point(2))).toBe(false);
    expect(batcher.pending).toBe(1);
  });

  test('refuses at once what MLflow would refuse', () => {
    const batcher = new RunBatcher(storeThat().store, 'r');
    expect(() => batcher.add({ params: { '../x': '1' } })).toThrow('plain relative path');
    batcher.add({ params: { p: '1' } });
    expect(() => batcher.add({ params: { p: '2' } })).toThrow('another value');
  });
});
