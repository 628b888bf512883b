import { isMlflowError } from '../errors.js';
import { modelIdIn } from '../stores/model-uri.js';
import type { ModelVersion, RegisteredModel, RegistryStore } from '../stores/registry.js';
import { modelVersionStatusOf } from '../stores/status.js';
import { asObject, type JsonObject, keyValueList, listOf, numberOf, textByKey, textOf } from './json.js';
import { pagesOf } from './pages.js';
import { requestTag } from './request-tag.js';
import type { RestTransport } from './transport.js';

/** The model registry of an MLflow server. */
export function restRegistry(
  transport: RestTransport,
  { uuid }: { readonly uuid: () => string },
): RegistryStore {
  const get = transport.get.bind(transport);
  const call = transport.call.bind(transport);
  const modelIn = (answer: JsonObject) => decodeModel(asObject(answer.registered_model, 'registered_model'));
  const versionIn = (answer: JsonObject) => decodeVersion(asObject(answer.model_version, 'model_version'));

  return {
    async createModel({ name, description, tags }, options) {
      const body = { name, description, tags: keyValueList(tags) };
      return modelIn(await call('POST', 'registered-models/create', body, options));
    },
    async getModel(name, options) {
      return modelIn(await get('registered-models/get', { name }, options));
    },
    async updateModel(name, { description }, options) {
      return modelIn(await call('PATCH', 'registered-models/update', { name, description }, options));
    },
    async renameModel(name, newName, options) {
      const body = { name, new_name: newName };
      return modelIn(await call('POST', 'registered-models/rename', body, options));
    },
    async deleteModel(name, options) {
      await call('DELETE', 'registered-models/delete', { name }, options);
    },
    async setModelTag(name, key, value, options) {
      await call('POST', 'registered-models/set-tag', { name, key, value }, options);
    },
    async deleteModelTag(name, key, options) {
      await call('DELETE', 'registered-models/delete-tag', { name, key }, options);
    },
    searchModels({ filter, orderBy, pageSize = 100 } = {}, options) {
      return pagesOf(
        (page_token) =>
          get(
            'registered-models/search',
            { filter, order_by: orderBy, max_results: pageSize, page_token },
            options,
          ),
        (page) => listOf(page, 'registered_models').map(decodeModel),
      );
    },

    async createVersion({ name, source, runId, modelId, description, tags }, options) {
      const requestId = uuid();
      const body = {
        name,
        source,
        run_id: runId,
        model_id: modelId,
        description,
        tags: keyValueList({ ...tags, [requestTag]: requestId }),
      };
      const recover = async () => {
        const filter = `tags."${requestTag}" = '${requestId}'`;
        const page = await get('model-versions/search', { filter, max_results: 1 }, options);
        const [made] = listOf(page, 'model_versions');
        return made && { model_version: made };
      };
      return versionIn(await call('POST', 'model-versions/create', body, { ...options, recover }));
    },
    async getVersion(name, version, options) {
      return versionIn(await get('model-versions/get', { name, version }, options));
    },
    async getDownloadUri(name, version, options) {
      return textOf(await get('model-versions/get-download-uri', { name, version }, options), 'artifact_uri');
    },
    async updateVersion(name, version, { description }, options) {
      const body = { name, version, description };
      return versionIn(await call('PATCH', 'model-versions/update', body, options));
    },
    async deleteVersion(name, version, options) {
      await call('DELETE', 'model-versions/delete', { name, version }, options);
    },
    async setVersionTag(name, version, key, value, options) {
      await call('POST', 'model-versions/set-tag', { name, version, key, value }, options);
    },
    async deleteVersionTag(name, version, key, options) {
      await call('DELETE', 'model-versions/delete-tag', { name, version, key }, options);
    },
    searchVersions({ filter, orderBy, pageSize = 100 } = {}, options) {
      return pagesOf(
        (page_token) =>
          get(
            'model-versions/search',
            { filter, order_by: orderBy, max_results: pageSize, page_token },
            options,
          ),
        (page) => listOf(page, 'model_versions').map(decodeVersion),
      );
    },

    async setAlias(name, alias, version, options) {
      await call('POST', 'registered-models/alias', { name, alias, version }, options);
    },
    async deleteAlias(name, alias, options) {
      await call('DELETE', 'registered-models/alias', { name, alias }, options);
    },
    async findByAlias(name, alias, options) {
      try {
        return versionIn(await get('registered-models/alias', { name, alias }, options));
      } catch (error) {
        if (isMlflowError(error, 'RESOURCE_DOES_NOT_EXIST')) return undefined;
        // What the server says of an alias that does not exist; other invalid parameters are mistakes.
        if (isMlflowError(error, 'INVALID_PARAMETER_VALUE') && /not found/.test(error.message))
          return undefined;
        throw error;
      }
    },
  };
}

function decodeModel(json: JsonObject): RegisteredModel {
  return {
    name: textOf(json, 'name'),
    description: textOf(json, 'description'),
    creationTimestamp: numberOf(json, 'creation_timestamp') ?? 0,
    lastUpdatedTimestamp: numberOf(json, 'last_updated_timestamp') ?? 0,
    tags: textByKey(json, 'tags'),
    aliases: Object.fromEntries(
      listOf(json, 'aliases').map((alias) => [textOf(alias, 'alias'), textOf(alias, 'version')]),
    ),
  };
}

function decodeVersion(json: JsonObject): ModelVersion {
  const { [requestTag]: _ours, ...tags } = textByKey(json, 'tags');
  return {
    name: textOf(json, 'name'),
    version: textOf(json, 'version'),
    description: textOf(json, 'description'),
    source: textOf(json, 'source'),
    runId: textOf(json, 'run_id'),
    // A server on a database keeps it in the source alone.
    modelId: textOf(json, 'model_id') || (modelIdIn(textOf(json, 'source')) ?? ''),
    status: modelVersionStatusOf(textOf(json, 'status')),
    creationTimestamp: numberOf(json, 'creation_timestamp') ?? 0,
    lastUpdatedTimestamp: numberOf(json, 'last_updated_timestamp') ?? 0,
    tags,
    aliases: Array.isArray(json.aliases) ? json.aliases.map(String).sort() : [],
  };
}
