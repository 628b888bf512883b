import type { MlflowClient } from '../../src/client.js';
import type { Run } from '../../src/stores/runs.js';
import { collect } from './collect.js';

/** The same as `dump.py`, as this package sees it. */
export async function dump(client: MlflowClient) {
  const experiments = await collect(client.experiments.search({ viewType: 'ALL' }));
  const experimentIds = experiments.map((experiment) => experiment.experimentId);
  const runs = await collect(client.runs.search({ experimentIds, viewType: 'ALL' }));
  return {
    experiments,
    runs: await Promise.all(runs.map((run) => dumpRun(client, run))),
    loggedModels: await collect(client.loggedModels.search({ experimentIds })),
    models: await collect(client.registry.searchModels()),
    versions: await collect(client.registry.searchVersions()),
  };
}

async function dumpRun(client: MlflowClient, run: Run) {
  const history = Object.keys(run.metrics).map(async (key) => {
    const metrics = await collect(client.runs.metricHistory(run.runId, key));
    return [key, metrics.map(({ timestamp, value, step }) => [timestamp, number(value), step])];
  });
  return {
    ...run,
    endTime: run.endTime ?? null,
    metrics: Object.fromEntries(Object.entries(run.metrics).map(([key, value]) => [key, number(value)])),
    datasets: run.datasets.map(({ dataset, tags }) => ({
      dataset: { schema: null, profile: null, ...dataset },
      tags,
    })),
    history: Object.fromEntries(await Promise.all(history)),
  };
}

/** As Python writes it. */
function number(value: number): number | string {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

/** A dump whose lists are in the order of their keys. */
export function inOrder(dumped: Awaited<ReturnType<typeof dump>>) {
  const by = <Item>(items: readonly Item[], key: (item: Item) => string) =>
    [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return {
    experiments: by(dumped.experiments, (experiment) => experiment.experimentId),
    runs: by(dumped.runs, (run) => run.runId),
    loggedModels: by(dumped.loggedModels, (model) => model.modelId),
    models: by(dumped.models, (model) => model.name),
    versions: by(dumped.versions, (version) => `${version.name}/${version.version}`),
  };
}
