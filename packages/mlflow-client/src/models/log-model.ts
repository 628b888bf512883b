import { randomUUID } from 'node:crypto';
import type { Backend } from '../backend.js';
import { isMlflowError } from '../errors.js';
import type { CallOptions } from '../stores/calls.js';
import type { LoggedModel } from '../stores/logged-models.js';
import { joinUri, loggedModelUri } from '../stores/model-uri.js';
import type { Run } from '../stores/runs.js';
import { writeYaml, type YamlMapping } from '../yaml/write.js';
import { describeModel, type ModelIdentity, mlmodelFile, recordOf } from './mlmodel.js';
import { checkedFiles, type ModelInfo, type ModelToLog } from './model-to-log.js';
import { registerModel } from './register-model.js';

/** A model on its way, with the run that it is of. */
interface Upload {
  readonly backend: Backend;
  readonly run: Run;
  readonly model: ModelToLog;
  readonly files: ReturnType<typeof checkedFiles>;
  readonly options: CallOptions | undefined;
}

/** Where the files of a model are. */
type Place = Omit<ModelInfo, 'version'>;

/** Logs a model of a run: as a logged model, or among the artifacts of the run where the server knows none. */
export async function logModel(
  backend: Backend,
  run: Run,
  model: ModelToLog,
  options?: CallOptions,
): Promise<ModelInfo> {
  const upload = { backend, run, model, files: checkedFiles(model), options };
  const logged = await createLogged(backend, run, model, options);
  const place = logged ? await uploadLogged(upload, logged) : await uploadBelowRun(upload);
  const { registeredModelName: name } = model;
  if (name === undefined) return { ...place, version: undefined };
  const toRegister = { ...model, ...place, name, runId: run.runId };
  return { ...place, version: await registerModel(backend, toRegister, options) };
}

async function uploadLogged(upload: Upload, { modelId, artifactUri }: LoggedModel): Promise<Place> {
  const { backend, run, model, options } = upload;
  try {
    await uploadFiles(upload, artifactUri, { artifactPath: artifactUri, modelId, uuid: modelId });
  } catch (error) {
    // Without the signal, which may be the reason. The error of the upload matters more.
    await backend.loggedModels.finalize(modelId, 'UPLOAD_FAILED').catch(() => {});
    throw error;
  }
  await backend.loggedModels.finalize(modelId, 'READY', options);
  await backend.runs.logOutputs(run.runId, [{ modelId, step: model.step ?? 0 }], options);
  return { modelUri: loggedModelUri(modelId), artifactUri, modelId };
}

async function uploadBelowRun(upload: Upload): Promise<Place> {
  const { backend, run, model, options } = upload;
  const artifactUri = joinUri(run.artifactUri, model.name);
  const uuid = randomUUID().replaceAll('-', '');
  const identity = { artifactPath: model.name, modelId: undefined, uuid };
  const description = await uploadFiles(upload, artifactUri, identity);
  await backend.runs.recordModel(run.runId, JSON.stringify(recordOf(description)), options);
  return { modelUri: `runs:/${run.runId}/${model.name}`, artifactUri, modelId: undefined };
}

/** Writes the files, and the `MLmodel` last, because with it they are a model. Returns what that says. */
async function uploadFiles(
  { backend, run, model, files, options }: Upload,
  uri: string,
  identity: Pick<ModelIdentity, 'artifactPath' | 'modelId' | 'uuid'>,
): Promise<YamlMapping> {
  const artifacts = backend.artifactsAt(uri);
  let sizeBytes = 0;
  for (const [path, content] of files) {
    await artifacts.write(path, content, options);
    sizeBytes += Buffer.byteLength(content);
  }
  const place = { ...identity, runId: run.runId, sizeBytes, now: backend.now() };
  const description = describeModel(model, place);
  await artifacts.write(mlmodelFile, writeYaml(description), options);
  return description;
}

async function createLogged(
  backend: Backend,
  { experimentId, runId }: Run,
  { name, modelType, params, tags }: ModelToLog,
  options?: CallOptions,
): Promise<LoggedModel | undefined> {
  const optional = { ...(modelType && { modelType }), ...(params && { params }), ...(tags && { tags }) };
  const model = { experimentId, name, sourceRunId: runId, ...optional };
  try {
    return await backend.loggedModels.create(model, options);
  } catch (error) {
    if (isMlflowError(error, 'ENDPOINT_NOT_FOUND')) return undefined;
    throw error;
  }
}
