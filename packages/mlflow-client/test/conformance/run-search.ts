import { beforeAll, describe, expect, test } from 'vitest';
import { collect } from '../support/collect.js';
import { newExperiment, type StoreUnderTest } from './store-under-test.js';

/** The search of runs. */
export function describeRunSearch(store: StoreUnderTest): void {
  describe('search of runs', () => {
    let experimentIds: string[];
    beforeAll(async () => {
      experimentIds = [await newExperiment(store.client), await newExperiment(store.client)];
      for (const [index, auc] of [0.5, 0.9, Number.NaN, undefined, 0.7].entries()) {
        const run = await store.client.runs.create({
          experimentId: experimentIds[index % 2] ?? '',
          runName: `run-${index}`,
          startTime: 1000 + index,
          tags: index < 3 ? { 'host.name': `web-${index}`, kind: 'Forest' } : {},
        });
        await store.client.runs.logBatch(run.runId, {
          params: { depth: String(index), 'max leaves': 'x' },
          metrics: auc === undefined ? [] : [{ key: 'auc', value: auc, timestamp: 1 }],
        });
        if (index === 1) await store.client.runs.update(run.runId, { status: 'FINISHED' });
        if (index === 0) {
          const dataset = { name: 'd', digest: 'x1', sourceType: 'local', source: 's' };
          await store.client.runs.logDatasets(run.runId, [
            { dataset, tags: { 'mlflow.data.context': 'eval' } },
          ]);
        }
      }
      const deleted = await store.client.runs.create({
        experimentId: experimentIds[0] ?? '',
        runName: 'deleted',
      });
      await store.client.runs.delete(deleted.runId);
    });

    const names = async (filter?: string, orderBy?: string[]) => {
      const query = { experimentIds, pageSize: 2, ...(filter && { filter }), ...(orderBy && { orderBy }) };
      return (await collect(store.client.runs.search(query))).map((run) => run.runName.replace('run-', ''));
    };

    test('finds all that are not deleted, newest first', async () => {
      expect(await names()).toEqual(['4', '3', '2', '1', '0']);
    });

    test.each([
      ['metrics.auc > 0.6', '41'],
      ["metrics.auc > 0.6 AND params.depth = '4'", '4'],
      ['metric.auc <= 0.7 and start_time >= 1001', '4'],
      ['metrics.`auc` != 0.5', '41'],
      ["params.`max leaves` = 'x' AND params.\"depth\" != '0'", '4321'],
      ["tags.host.name LIKE 'web-%'", '210'],
      ['tags."host.name" = \'web-1\'', '1'],
      ["tags.kind ILIKE 'f_rest'", '210'],
      ["tags.kind LIKE 'f%'", ''],
      ['tags.kind IS NULL', '43'],
      ['tags.kind IS NOT NULL', '210'],
      ["attributes.status = 'FINISHED'", '1'],
      ["run_name = 'run-3'", '3'],
      ["`run name` != 'run-3' AND created < 1003", '210'],
      ["dataset.name = 'd' AND dataset.context = 'eval'", '0'],
      ["datasets.digest IN ('x1', 'x2')", '0'],
      ["run_id IN ('a', 'b')", ''],
    ])('understands %s', async (filter, expected) => {
      // A server counts NaN as 0 in comparisons of this kind or not at all, depending on its database.
      expect((await names(filter)).filter((run) => !filter.includes('!= 0.5') || run !== '2').join('')).toBe(
        expected,
      );
    });

    test.each([
      [['metrics.auc DESC'], '14023'],
      [['metrics.auc'], '04123'],
      [['params.depth ASC'], '01234'],
      [['tags.kind', 'start_time ASC'], '01234'],
      [['attributes.run_name DESC'], '43210'],
    ])('orders by %j', async (orderBy, expected) => {
      expect((await names(undefined, orderBy)).join('')).toBe(expected);
    });

    test.each([
      'metrics.auc > abc',
      "metrics.auc = '1'",
      'params.depth = 3',
      "nothing.x = 'a'",
      "color = 'a'",
      "params.depth = 'a' OR params.depth = 'b'",
      'metrics.auc',
      "status > 'A'",
      "run_name IN ('a')",
    ])('refuses %s', async (filter) => {
      await expect(names(filter)).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
    });

    test.each([['metrics.auc down'], ['params.max leaves DESC'], ['color'], ['dataset.name']])(
      'refuses the order %s',
      async (clause) => {
        await expect(names(undefined, [clause])).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' });
      },
    );

    test('finds deleted ones when asked', async () => {
      const runs = await collect(store.client.runs.search({ experimentIds, viewType: 'DELETED_ONLY' }));
      expect(runs.map((run) => run.runName)).toEqual(['deleted']);
    });
  });
}
