import { describe, expect } from 'vitest';
import { mlflowTest, newExperiment, type StoreUnderTest, unique } from '../store-under-test.js';

const refused = { name: 'MlflowError' };
const absent = { code: 'RESOURCE_DOES_NOT_EXIST' };
const taken = { code: 'RESOURCE_ALREADY_EXISTS' };

/** What `tests/store/tracking/test_file_store.py` and `tests/tracking/test_rest_tracking.py` of mlflow/mlflow ask for, in our words. */
export function describeMlflowExperiments(store: StoreUnderTest): void {
  const mlflowCase = mlflowTest(store);

  describe('experiments, as MLflow tests them', () => {
    mlflowCase('that are deleted take no tags, no names and no runs', async ({ experiments, runs }) => {
      const id = await experiments.create({ name: unique('gone') });
      await experiments.delete(id);
      await expect(experiments.setTag(id, 'a', 'b')).rejects.toMatchObject(refused);
      await expect(experiments.rename(id, unique('new'))).rejects.toMatchObject(refused);
      await expect(experiments.delete(id)).rejects.toMatchObject(refused);
      await expect(runs.create({ experimentId: id })).rejects.toMatchObject(refused);
    });

    mlflowCase('keep their names when another asks for one', async ({ experiments }) => {
      const names = [unique('one'), unique('two')] as const;
      await experiments.create({ name: names[0] });
      const id = await experiments.create({ name: names[1] });
      await expect(experiments.rename(id, names[0])).rejects.toMatchObject(taken);
      await experiments.delete(id);
      await expect(experiments.create({ name: names[1] })).rejects.toMatchObject(taken);
    });

    mlflowCase('that are not deleted are not restored', async (client) => {
      const id = await newExperiment(client);
      await expect(client.experiments.restore(id)).rejects.toMatchObject(refused);
      for (const missing of ['delete', 'restore'] as const) {
        await expect(client.experiments[missing]('987654321')).rejects.toMatchObject(absent);
      }
    });

    mlflowCase('have tags of their own, of several lines', async (client) => {
      const [first, second] = [await newExperiment(client), await newExperiment(client)];
      await client.experiments.setTag(first, 'tag', 'a');
      await client.experiments.setTag(second, 'tag', 'b\nb\nb');
      await client.experiments.setTag(first, 'tag', 'c');
      expect((await client.experiments.get(first)).tags).toEqual({ tag: 'c' });
      expect((await client.experiments.get(second)).tags).toEqual({ tag: 'b\nb\nb' });
    });
  });
}
