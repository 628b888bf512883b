import type { ArtifactRepository } from '../artifacts/repository.js';
import type { Backend } from '../backend.js';
import { isMlflowError, MlflowError } from '../errors.js';
import type { CallOptions } from '../stores/calls.js';
import { joinUri, modelIdIn, versionIn } from '../stores/model-uri.js';
import type { ModelVersion } from '../stores/registry.js';

/** Where the files of a model are. */
export interface ModelLocation {
  readonly artifacts: ArtifactRepository;
  /** The version that the URI named, when it named one. */
  readonly version: ModelVersion | undefined;
}

/** A version may be made of another one; a longer chain than this is a circle. */
const longestChain = 10;

/** Finds the files that a URI of MLflow means: `models:/…`, `runs:/…`, or the URI of the artifacts themselves. */
export async function findModel(
  backend: Backend,
  uri: string,
  options?: CallOptions,
): Promise<ModelLocation> {
  let version: ModelVersion | undefined;
  let at = uri;
  for (let step = 0; step < longestChain; step += 1) {
    const modelId = modelIdIn(at);
    if (modelId !== undefined) {
      at = (await backend.loggedModels.get(modelId, options)).artifactUri;
    } else if (at.startsWith('models:')) {
      const named = await namedVersion(backend, at, options);
      version ??= named;
      at = await backend.registry.getDownloadUri(named.name, named.version, options);
    } else if (at.startsWith('runs:')) {
      at = await artifactsOfRun(backend, at.replace(/^runs:\/+/, ''), options);
    } else {
      return { artifacts: backend.artifactsAt(at), version };
    }
  }
  throw new MlflowError('INVALID_STATE', `${uri} leads in a circle`);
}

async function namedVersion(
  { registry }: Backend,
  uri: string,
  options?: CallOptions,
): Promise<ModelVersion> {
  const { name, version, alias } = versionIn(uri) ?? {};
  if (name !== undefined && version !== undefined) return registry.getVersion(name, version, options);
  if (name === undefined || alias === undefined) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `a model is models:/<name>@<alias>, models:/<name>/<version>, models:/m-<id> or runs:/<id>/<path>, got ${uri}`,
    );
  }
  const found = await registry.findByAlias(name, alias, options);
  if (found) return found;
  throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `no model ${JSON.stringify(name)} with alias "${alias}"`);
}

/** As in MLflow 3, a path names a logged model of the run before it names a folder of its artifacts. */
async function artifactsOfRun(backend: Backend, path: string, options?: CallOptions): Promise<string> {
  const [, runId = path, below = ''] = /^([^/]+)\/(.*)$/s.exec(path) ?? [];
  const { artifactUri, outputs } = await backend.runs.get(runId, options);
  for (const { modelId } of outputs.toReversed()) {
    const model = await backend.loggedModels.get(modelId, options).catch((error) => {
      if (!isMlflowError(error, 'RESOURCE_DOES_NOT_EXIST')) throw error;
    });
    if (model?.name === below) return model.artifactUri;
  }
  return below === '' ? artifactUri : joinUri(artifactUri, below);
}
