import { isMlflowError, MlflowError } from '../errors.js';
import { splitClause } from '../search/order.js';
import { isLater } from '../stores/latest.js';
import type { LoggedModel, LoggedModelStore } from '../stores/logged-models.js';
import type { Metric } from '../stores/runs.js';
import { loggedModelStatusOf, loggedModelStatusWord } from '../stores/status.js';
import { checkLoggedModelName } from '../stores/validate.js';
import { asObject, type JsonObject, keyValueList, listOf, numberOf, textByKey, textOf } from './json.js';
import { decodeMetric } from './metric.js';
import { pagesOf } from './pages.js';
import { requestTag } from './request-tag.js';
import type { RestTransport } from './transport.js';

/** Logged models of an MLflow server. */
export function restLoggedModels(
  transport: RestTransport,
  { uuid }: { readonly uuid: () => string },
): LoggedModelStore {
  const call = transport.call.bind(transport);
  const at = (modelId: string, ...path: string[]) =>
    ['logged-models', modelId, ...path].map(encodeURIComponent).join('/');
  const modelIn = (answer: JsonObject) => decodeModel(asObject(answer.model, 'model'));

  return {
    async create({ experimentId, name, modelType, sourceRunId, params, tags }, options) {
      // The server would make up a name in place of an empty one.
      checkLoggedModelName(name);
      const requestId = uuid();
      const body = {
        experiment_id: experimentId,
        name,
        model_type: modelType,
        source_run_id: sourceRunId,
        params: keyValueList(params),
        tags: keyValueList({ ...tags, [requestTag]: requestId }),
      };
      const recover = async () => {
        const filter = `tags.\`${requestTag}\` = '${requestId}'`;
        const query = { experiment_ids: [experimentId], filter, max_results: 1 };
        const [model] = listOf(await call('POST', 'logged-models/search', query, options), 'models');
        return model && { model };
      };
      return modelIn(await call('POST', 'logged-models', body, { ...options, recover }));
    },
    async get(modelId, options) {
      return modelIn(await transport.get(at(modelId), {}, options));
    },
    async finalize(modelId, status, options) {
      const body = { model_id: modelId, status: loggedModelStatusWord(status) };
      return modelIn(await call('PATCH', at(modelId), body, options));
    },
    async setTags(modelId, tags, options) {
      await call('PATCH', at(modelId, 'tags'), { model_id: modelId, tags: keyValueList(tags) }, options);
    },
    async deleteTag(modelId, key, options) {
      await call('DELETE', at(modelId, 'tags', key), {}, options).catch((cause) => {
        if (!key.includes('/') || !isMlflowError(cause, 'ENDPOINT_NOT_FOUND')) throw cause;
        const message = `the server has no way to delete the tag ${JSON.stringify(key)} of a logged model: it has a "/"`;
        throw new MlflowError('NOT_IMPLEMENTED', message, { cause });
      });
    },
    async delete(modelId, options) {
      await call('DELETE', at(modelId), {}, options);
    },
    search({ experimentIds, filter, orderBy, pageSize = 50 }, options) {
      const query = { experiment_ids: experimentIds, filter, order_by: orderBy?.map(encodeOrder) };
      return pagesOf(
        (page_token) =>
          call('POST', 'logged-models/search', { ...query, max_results: pageSize, page_token }, options),
        (page) => listOf(page, 'models').map(decodeModel),
      );
    },
  };
}

/** Only this endpoint takes the parts of a clause one by one. */
function encodeOrder(clause: string): JsonObject {
  const { name, isDescending } = splitClause(clause);
  return { field_name: name.replace(/^attributes?\./, ''), ascending: !isDescending };
}

function decodeModel(json: JsonObject): LoggedModel {
  const info = asObject(json.info, 'model.info');
  const data = asObject(json.data ?? {}, 'model.data');
  const { [requestTag]: _ours, ...tags } = textByKey(info, 'tags');
  return {
    modelId: textOf(info, 'model_id'),
    name: textOf(info, 'name'),
    experimentId: textOf(info, 'experiment_id'),
    artifactUri: textOf(info, 'artifact_uri'),
    status: loggedModelStatusOf(info.status),
    modelType: textOf(info, 'model_type'),
    sourceRunId: textOf(info, 'source_run_id'),
    creationTimestamp: numberOf(info, 'creation_timestamp_ms') ?? 0,
    lastUpdatedTimestamp: numberOf(info, 'last_updated_timestamp_ms') ?? 0,
    params: textByKey(data, 'params'),
    tags,
    metrics: latestByKey(listOf(data, 'metrics').map(decodeMetric)),
  };
}

/** A key comes once for each run and dataset it was measured on: the latest value counts, as among the metrics of a run. */
function latestByKey(metrics: readonly Metric[]): Record<string, number> {
  const latest = new Map<string, Metric>();
  for (const metric of metrics) {
    const known = latest.get(metric.key);
    if (known === undefined || isLater(metric, known)) latest.set(metric.key, metric);
  }
  return Object.fromEntries([...latest.values()].map(({ key, value }) => [key, value]));
}
