import { describe, expect, test } from 'vitest';
import { collect } from '../support/collect.js';
import { newExperiment, type StoreUnderTest } from './store-under-test.js';

/** Runs that the client conducts. */
export function describeWithRun(store: StoreUnderTest): void {
  describe('withRun', () => {
    test('marks a run as finished, a failed one as failed, and nests', async () => {
      const experimentId = await newExperiment(store.client);
      const inner = await store.client.withRun({ experimentId, runName: 'outer' }, async (run) => {
        run.logParams({ trees: 100, deep: true });
        run.logMetrics({ auc: 0.9 }, { step: 3 });
        run.setTags({ stage: 'test' });
        return run.withRun({ runName: 'inner' }, async (child) => child.runId);
      });
      await expect(
        store.client.withRun({ experimentId, runName: 'broken' }, async (run) => {
          run.logParams({ kept: 'yes' });
          throw new RangeError('no');
        }),
      ).rejects.toThrow(new RangeError('no'));
      const runs = await collect(
        store.client.runs.search({ experimentIds: [experimentId], orderBy: ['run_name'] }),
      );
      expect(runs.map((run) => [run.runName, run.status])).toEqual([
        ['broken', 'FAILED'],
        ['inner', 'FINISHED'],
        ['outer', 'FINISHED'],
      ]);
      const outer = runs[2];
      expect(outer).toMatchObject({ params: { trees: '100', deep: 'true' }, metrics: { auc: 0.9 } });
      expect(runs[1]).toMatchObject({ runId: inner, tags: { 'mlflow.parentRunId': outer?.runId } });
      expect(runs[0]?.params).toEqual({ kept: 'yes' });
      expect(outer?.endTime).toBeGreaterThanOrEqual(outer?.startTime ?? Infinity);
    });
  });

  test('a training is logged with all that is known of it', async () => {
    const experimentId = await newExperiment(store.client);
    const model = {
      kind: 'lstm',
      options: { units: 4, outer: { inner: [1, 2] } },
      report: { losses: [3, 2] },
    };
    const runId = await store.client.withRun({ experimentId }, async (run) => {
      run.logTraining({
        model,
        evaluation: { auc: 0.5, delay: Infinity },
        curves: { rate: [0.1] },
        seconds: 2,
      });
      return run.runId;
    });
    const { params, metrics, tags } = await store.client.runs.get(runId);
    expect(params).toEqual({ kind: 'lstm', units: '4', 'outer.inner': '[1,2]' });
    expect(metrics).toEqual({ loss: 2, auc: 0.5, rate: 0.1, training_seconds: 2 });
    expect(tags.not_finite).toBe('delay: Infinity');
    const losses = await collect(store.client.runs.metricHistory(runId, 'loss'));
    expect(losses.map(({ step, value }) => [step, value])).toEqual([
      [0, 3],
      [1, 2],
    ]);
  });
}
