import { randomUUID } from 'node:crypto';
import type { MlflowClient } from '../client.js';
import { isMlflowError } from '../errors.js';
import type { CallOptions } from '../stores/calls.js';
import type { LoggedModel } from '../stores/logged-models.js';
import { joinUri, loggedModelUri } from '../stores/model-uri.js';
import type { Run } from '../stores/runs.js';
import { writeYaml } from '../yaml/write.js';
import { describeModel, mlmodelFile, recordOf } from './mlmodel.js';
import { checkedFiles, type ModelInfo, type ModelToLog } from './model-to-log.js';
import { registerModel } from './register-model.js';

/** Logs a model of a run: as a logged model, or among the artifacts of the run where the server knows none. */
export async function logModel(
  client: MlflowClient,
  run: Run,
  model: ModelToLog,
  options?: CallOptions,
): Promise<ModelInfo> {
  const files = checkedFiles(model);
  const logged = await createLogged(client, run, model, options);
  const place = logged ? await uploadLogged(client, logged) : await uploadBelowRun();
  const version =
    model.registeredModelName === undefined
      ? undefined
      : await registerModel(
          client,
          { ...model, ...place, name: model.registeredModelName, runId: run.runId },
          options,
        );
  return { ...place, version };

  async function uploadLogged(client: MlflowClient, { modelId, artifactUri }: LoggedModel) {
    try {
      await upload(artifactUri, { artifactPath: artifactUri, modelId, uuid: modelId });
    } catch (error) {
      // Without the signal, which may be the reason. The error of the upload matters more.
      await client.loggedModels.finalize(modelId, 'UPLOAD_FAILED').catch(() => {});
      throw error;
    }
    await client.loggedModels.finalize(modelId, 'READY', options);
    await client.runs.logOutputs(run.runId, [{ modelId, step: model.step ?? 0 }], options);
    return { modelUri: loggedModelUri(modelId), artifactUri, modelId };
  }

  async function uploadBelowRun() {
    const artifactUri = joinUri(run.artifactUri, model.name);
    const uuid = randomUUID().replaceAll('-', '');
    const description = await upload(artifactUri, { artifactPath: model.name, modelId: undefined, uuid });
    await client.runs.recordModel(run.runId, JSON.stringify(recordOf(description)), options);
    return { modelUri: `runs:/${run.runId}/${model.name}`, artifactUri, modelId: undefined };
  }

  /** The `MLmodel` last, because with it the files are a model. */
  async function upload(
    uri: string,
    identity: { artifactPath: string; modelId: string | undefined; uuid: string },
  ) {
    const artifacts = client.artifactsAt(uri);
    let sizeBytes = 0;
    for (const [path, content] of files) {
      await artifacts.write(path, content, options);
      sizeBytes += Buffer.byteLength(content);
    }
    const description = describeModel(model, { ...identity, runId: run.runId, sizeBytes, now: client.now() });
    await artifacts.write(mlmodelFile, writeYaml(description), options);
    return description;
  }
}

async function createLogged(
  client: MlflowClient,
  { experimentId, runId }: Run,
  { name, modelType, params, tags }: ModelToLog,
  options?: CallOptions,
): Promise<LoggedModel | undefined> {
  const optional = { ...(modelType && { modelType }), ...(params && { params }), ...(tags && { tags }) };
  const model = { experimentId, name, sourceRunId: runId, ...optional };
  try {
    return await client.loggedModels.create(model, options);
  } catch (error) {
    if (isMlflowError(error, 'ENDPOINT_NOT_FOUND')) return undefined;
    throw error;
  }
}
