import type { Backend } from '../backend.js';
import { isMlflowError } from '../errors.js';
import type { CallOptions, TextByKey } from '../stores/calls.js';
import { loggedModelUri } from '../stores/model-uri.js';
import type { ModelVersion } from '../stores/registry.js';

/** Tag by which MLflow shows the versions that a logged model became. */
const versionsTag = 'mlflow.modelVersions';

interface ModelToRegister {
  readonly name: string;
  readonly artifactUri: string;
  readonly runId: string;
  readonly modelId: string | undefined;
  readonly tags?: TextByKey;
  readonly alias?: string;
}

/** Makes the next version of a registered model, which is made when there is none, and points the alias at it. */
export async function registerModel(
  backend: Backend,
  { name, artifactUri, runId, modelId, tags = {}, alias }: ModelToRegister,
  options?: CallOptions,
): Promise<ModelVersion> {
  const { registry } = backend;
  await registry.createModel({ name }, options).catch((error) => {
    if (!isMlflowError(error, 'RESOURCE_ALREADY_EXISTS')) throw error;
  });
  // Another server could not look up what is known here alone; the artifacts it only has to name.
  const isKnownThere = modelId !== undefined && !backend.hasSeparateRegistry;
  const model = isKnownThere ? { source: loggedModelUri(modelId), modelId } : { source: artifactUri };
  const { version } = await registry.createVersion({ name, runId, tags, ...model }, options);
  if (modelId !== undefined) await tagWithVersion(backend, modelId, name, version, options);
  if (alias !== undefined) await registry.setAlias(name, alias, version, options);
  return registry.getVersion(name, version, options);
}

/** Servers do this themselves, except the first of MLflow 3; a folder does not. */
async function tagWithVersion(
  { loggedModels }: Backend,
  modelId: string,
  name: string,
  version: string,
  options?: CallOptions,
): Promise<void> {
  const { tags } = await loggedModels.get(modelId, options);
  const known: unknown = JSON.parse(tags[versionsTag] ?? '[]');
  const versions: readonly unknown[] = Array.isArray(known) ? known : [];
  if (versions.some((one) => isVersion(one, name, version))) return;
  const all = JSON.stringify([...versions, { name, version: Number(version) }]);
  await loggedModels.setTags(modelId, { [versionsTag]: all }, options);
}

function isVersion(value: unknown, name: string, version: string): boolean {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('version' in value))
    return false;
  return value.name === name && String(value.version) === version;
}
