import { type CheckedBatch, splitBatch } from '../stores/batch.js';
import { runTags } from '../stores/run-tags.js';
import type { DatasetInput, Run, RunStore } from '../stores/runs.js';
import { runStatusOf } from '../stores/status.js';
import { asObject, type JsonObject, keyValueList, listOf, numberOf, textByKey, textOf } from './json.js';
import { decodeMetric } from './metric.js';
import { pagesOf } from './pages.js';
import { requestTag } from './request-tag.js';
import type { RestTransport } from './transport.js';

/** Runs of an MLflow server. */
export function restRuns(
  transport: RestTransport,
  { now, uuid }: { readonly now: () => number; readonly uuid: () => string },
): RunStore {
  const post = transport.call.bind(transport, 'POST');
  return {
    async create(
      { experimentId = '0', runName, userId, startTime = now(), tags, parentRunId } = {},
      options,
    ) {
      const requestId = uuid();
      const body = {
        experiment_id: experimentId,
        run_name: runName,
        user_id: userId,
        start_time: startTime,
        tags: keyValueList({ ...runTags(tags, parentRunId), [requestTag]: requestId }),
      };
      const recover = async () => {
        const filter = `tags."${requestTag}" = '${requestId}'`;
        const query = { experiment_ids: [experimentId], filter, max_results: 1 };
        const [run] = listOf(await post('runs/search', query, options), 'runs');
        return run && { run };
      };
      const answer = await post('runs/create', body, { ...options, recover });
      return decodeRun(asObject(answer.run, 'run'));
    },
    async get(runId, options) {
      const answer = await transport.get('runs/get', { run_id: runId }, options);
      return decodeRun(asObject(answer.run, 'run'));
    },
    async update(runId, { status, endTime, runName }, options) {
      await post('runs/update', { run_id: runId, status, end_time: endTime, run_name: runName }, options);
    },
    async delete(runId, options) {
      await post('runs/delete', { run_id: runId }, options);
    },
    async restore(runId, options) {
      await post('runs/restore', { run_id: runId }, options);
    },
    async logBatch(runId, batch, options) {
      for (const part of splitBatch(batch, now())) {
        await post('runs/log-batch', encodeBatch(runId, part), options);
      }
    },
    async setTag(runId, key, value, options) {
      await post('runs/set-tag', { run_id: runId, key, value }, options);
    },
    async deleteTag(runId, key, options) {
      await post('runs/delete-tag', { run_id: runId, key }, options);
    },
    async logDatasets(runId, datasets, options) {
      await post('runs/log-inputs', { run_id: runId, datasets: datasets.map(encodeDataset) }, options);
    },
    async logOutputs(runId, outputs, options) {
      const models = outputs.map(({ modelId, step }) => ({ model_id: modelId, step }));
      await post('runs/outputs', { run_id: runId, models }, options);
    },
    async recordModel(runId, modelJson, options) {
      await post('runs/log-model', { run_id: runId, model_json: modelJson }, options);
    },
    metricHistory(runId, key, options) {
      return pagesOf(
        (page_token) =>
          transport.get(
            'metrics/get-history',
            { run_id: runId, metric_key: key, max_results: 10_000, page_token },
            options,
          ),
        (page) => listOf(page, 'metrics').map(decodeMetric),
      );
    },
    search({ experimentIds, filter, orderBy, pageSize = 1000, viewType = 'ACTIVE_ONLY' }, options) {
      const query = { experiment_ids: experimentIds, filter, order_by: orderBy, max_results: pageSize };
      return pagesOf(
        (page_token) => post('runs/search', { ...query, run_view_type: viewType, page_token }, options),
        (page) => listOf(page, 'runs').map(decodeRun),
      );
    },
  };
}

function encodeBatch(runId: string, { metrics, params, tags }: CheckedBatch): JsonObject {
  return {
    run_id: runId,
    // JSON has no NaN and no infinity; the server takes them as text.
    metrics: metrics.map(({ key, value, timestamp, step, modelId, dataset }) => ({
      key,
      value: Number.isFinite(value) ? value : String(value),
      timestamp,
      step,
      model_id: modelId,
      dataset_name: dataset?.name,
      dataset_digest: dataset?.digest,
    })),
    params,
    tags,
  };
}

function encodeDataset({ dataset, tags }: DatasetInput): JsonObject {
  const { name, digest, sourceType, source, schema, profile } = dataset;
  return {
    dataset: { name, digest, source_type: sourceType, source, schema, profile },
    tags: keyValueList(tags),
  };
}

function decodeRun(json: JsonObject): Run {
  const info = asObject(json.info, 'run.info');
  const data = asObject(json.data ?? {}, 'run.data');
  const inputs = asObject(json.inputs ?? {}, 'run.inputs');
  const outputs = asObject(json.outputs ?? {}, 'run.outputs');
  const { [requestTag]: _ours, ...tags } = textByKey(data, 'tags');
  return {
    runId: textOf(info, 'run_id'),
    runName: textOf(info, 'run_name'),
    experimentId: textOf(info, 'experiment_id'),
    userId: textOf(info, 'user_id'),
    status: runStatusOf(info.status),
    startTime: numberOf(info, 'start_time') ?? 0,
    endTime: numberOf(info, 'end_time'),
    artifactUri: textOf(info, 'artifact_uri'),
    lifecycleStage: textOf(info, 'lifecycle_stage') === 'deleted' ? 'deleted' : 'active',
    metrics: Object.fromEntries(
      listOf(data, 'metrics')
        .map(decodeMetric)
        .map(({ key, value }) => [key, value]),
    ),
    params: textByKey(data, 'params'),
    tags,
    datasets: listOf(inputs, 'dataset_inputs').map(decodeDataset),
    outputs: listOf(outputs, 'model_outputs').map((output) => ({
      modelId: textOf(output, 'model_id'),
      step: numberOf(output, 'step') ?? 0,
    })),
  };
}

function decodeDataset(json: JsonObject): DatasetInput {
  const dataset = asObject(json.dataset, 'dataset');
  const schema = textOf(dataset, 'schema');
  const profile = textOf(dataset, 'profile');
  return {
    dataset: {
      name: textOf(dataset, 'name'),
      digest: textOf(dataset, 'digest'),
      sourceType: textOf(dataset, 'source_type'),
      source: textOf(dataset, 'source'),
      ...(schema === '' ? {} : { schema }),
      ...(profile === '' ? {} : { profile }),
    },
    tags: textByKey(json, 'tags'),
  };
}
