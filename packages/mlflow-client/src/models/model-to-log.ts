import { checkArtifactPath } from '../artifacts/repository.js';
import { MlflowError } from '../errors.js';
import type { TextByKey } from '../stores/calls.js';
import type { ModelVersion } from '../stores/registry.js';
import { checkAlias, checkLoggedModelName, checkModelName } from '../stores/validate.js';
import { exampleFiles } from './input-example.js';
import { type ModelDescription, mlmodelFile } from './mlmodel.js';

/** A model with all that MLflow is to know about it. */
export interface ModelToLog extends ModelDescription {
  /** Without `/`, `:`, `.`, `%` and quotes. */
  readonly name: string;
  /** Content by path. */
  readonly files: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>;
  /** A word such as `isolation_forest`. */
  readonly modelType?: string;
  readonly params?: TextByKey;
  /** Tags of the logged model, and of the version when it is registered. */
  readonly tags?: TextByKey;
  /** The training step that it is of. @default 0 */
  readonly step?: number;
  /** Registers the model under this name, which is made when there is none. */
  readonly registeredModelName?: string;
  /** Points this alias at the version. */
  readonly alias?: string;
}

/** A model that was logged. */
export interface ModelInfo {
  /** `models:/<modelId>`, or `runs:/<runId>/<name>` on a server of MLflow 2. */
  readonly modelUri: string;
  readonly artifactUri: string;
  /** Undefined on a server of MLflow 2. */
  readonly modelId: string | undefined;
  /** The version that was registered, when one was to be. */
  readonly version: ModelVersion | undefined;
}

/** All files of a model but its `MLmodel`. Throws `INVALID_PARAMETER_VALUE` for what could not be logged. */
export function checkedFiles(model: ModelToLog): [path: string, content: string | Uint8Array<ArrayBuffer>][] {
  checkLoggedModelName(model.name);
  if (model.registeredModelName !== undefined) checkModelName(model.registeredModelName);
  if (model.alias !== undefined) checkAlias(model.alias);
  if (model.alias !== undefined && model.registeredModelName === undefined) {
    throw invalid('an alias needs a registeredModelName');
  }
  if (Object.keys(model.flavors).length === 0) throw invalid('a model needs a flavor');
  const examples = model.inputExample ? exampleFiles(model.inputExample) : {};
  for (const path of Object.keys(model.files)) {
    checkArtifactPath(path);
    if (path === mlmodelFile || Object.hasOwn(examples, path))
      throw invalid(`the file ${path} is written by logModel itself`);
  }
  return Object.entries({ ...model.files, ...examples });
}

function invalid(message: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', message);
}
