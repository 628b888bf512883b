import type { Run } from '../entities.js';
import type { Fields, Searchable } from './fields.js';
import { parseFilter } from './filter.js';
import { parseOrder } from './order.js';

const fields: Fields = {
  attributes: {
    run_id: 'text',
    run_name: 'text',
    experiment_id: 'text',
    user_id: 'text',
    status: 'text',
    artifact_uri: 'text',
    start_time: 'number',
    end_time: 'number',
  },
  lists: ['run_id'],
  hasData: true,
};

/** A search over runs that are in memory. */
export function searchRuns({
  filter,
  orderBy,
}: {
  readonly filter: string | undefined;
  readonly orderBy: readonly string[];
}): { readonly matches: (run: Run) => boolean; readonly order: (a: Run, b: Run) => number } {
  const matches = parseFilter(filter, fields);
  const order = parseOrder([...orderBy, 'start_time DESC', 'run_id'], fields);
  return { matches: (run) => matches(searchable(run)), order: (a, b) => order(searchable(a), searchable(b)) };
}

function searchable(run: Run): Searchable {
  const { metrics, params, tags, datasets } = run;
  return {
    attributes: {
      run_id: run.runId,
      run_name: run.runName,
      experiment_id: run.experimentId,
      user_id: run.userId,
      status: run.status,
      artifact_uri: run.artifactUri,
      start_time: run.startTime,
      end_time: run.endTime,
    },
    metrics,
    params,
    tags,
    datasets: datasets.map(({ dataset, tags: own }) => ({
      name: dataset.name,
      digest: dataset.digest,
      context: own['mlflow.data.context'],
    })),
  };
}
