import { isMlflowError, MlflowError } from '../errors.js';
import type { Experiment, ExperimentStore } from '../stores/experiments.js';
import { asObject, type JsonObject, keyValueList, listOf, numberOf, textByKey, textOf } from './json.js';
import { pagesOf } from './pages.js';
import type { RestTransport } from './transport.js';

/** Experiments of an MLflow server. */
export function restExperiments(transport: RestTransport): ExperimentStore {
  const post = transport.call.bind(transport, 'POST');
  const find: ExperimentStore['findByName'] = async (name, options) => {
    try {
      const answer = await transport.get('experiments/get-by-name', { experiment_name: name }, options);
      return decodeExperiment(asObject(answer.experiment, 'experiment'));
    } catch (error) {
      if (isMlflowError(error, 'RESOURCE_DOES_NOT_EXIST')) return undefined;
      throw error;
    }
  };
  return {
    async create({ name, artifactLocation, tags }, options) {
      const body = { name, artifact_location: artifactLocation, tags: keyValueList(tags) };
      return textOf(await post('experiments/create', body, options), 'experiment_id');
    },
    async get(experimentId, options) {
      const answer = await transport.get('experiments/get', { experiment_id: experimentId }, options);
      return decodeExperiment(asObject(answer.experiment, 'experiment'));
    },
    findByName: find,
    async rename(experimentId, name, options) {
      try {
        await post('experiments/update', { experiment_id: experimentId, new_name: name }, options);
      } catch (cause) {
        // What a server on a database says then is an error of its database.
        if (!isMlflowError(cause, 'BAD_REQUEST') || !(await find(name, options))) throw cause;
        throw new MlflowError('RESOURCE_ALREADY_EXISTS', `experiment ${JSON.stringify(name)} exists`, {
          cause,
        });
      }
    },
    async delete(experimentId, options) {
      await post('experiments/delete', { experiment_id: experimentId }, options);
    },
    async restore(experimentId, options) {
      await post('experiments/restore', { experiment_id: experimentId }, options);
    },
    async setTag(experimentId, key, value, options) {
      const body = { experiment_id: experimentId, key, value };
      await post('experiments/set-experiment-tag', body, options);
    },
    search({ filter, orderBy, pageSize = 1000, viewType = 'ACTIVE_ONLY' } = {}, options) {
      return pagesOf(
        (page_token) =>
          post(
            'experiments/search',
            { filter, order_by: orderBy, max_results: pageSize, view_type: viewType, page_token },
            options,
          ),
        (page) => listOf(page, 'experiments').map(decodeExperiment),
      );
    },
  };
}

function decodeExperiment(json: JsonObject): Experiment {
  return {
    experimentId: textOf(json, 'experiment_id'),
    name: textOf(json, 'name'),
    artifactLocation: textOf(json, 'artifact_location'),
    lifecycleStage: textOf(json, 'lifecycle_stage') === 'deleted' ? 'deleted' : 'active',
    creationTime: numberOf(json, 'creation_time'),
    lastUpdateTime: numberOf(json, 'last_update_time'),
    tags: textByKey(json, 'tags'),
  };
}
