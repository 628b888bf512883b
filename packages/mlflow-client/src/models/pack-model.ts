import type { ModelToLog } from './model-to-log.js';
import { pythonFlavor } from './python-flavor.js';

/** The part of a saved model that is read here; `JSON.stringify` has to write all of it. */
export interface SavedModelJson {
  readonly format: string;
  readonly formatVersion: number;
  /** The kind of model, such as `isolation_forest`. */
  readonly kind: string;
  readonly featureNames: readonly string[];
}

/** Name of the flavor that {@link MlflowClient.loadModel} reads. */
export const jsonFlavor = 'ad_json';

const dataFile = 'model.json';

/**
 * What {@link MlflowClient.logModel} needs to log a model of `@ad/models`: its JSON as the flavor `ad_json`, and a signature of
 * its features, each of which may be missing. An isolation forest also gets the flavor `python_function`: MLflow's Python then
 * loads it and gives a frame with the columns `score` and `is_anomaly`.
 *
 * @param libraryVersion of the package that trained the model, for whoever reads the `MLmodel`.
 *
 * @example
 * ```ts
 * await client.logModel(runId, { name: 'forest', ...packModel(model.toJSON()) });
 * ```
 */
export function packModel(
  saved: SavedModelJson,
  { libraryVersion }: { readonly libraryVersion?: string } = {},
): Pick<ModelToLog, 'files' | 'flavors' | 'modelType'> & Required<Pick<ModelToLog, 'signature'>> {
  const { formatVersion, kind, featureNames } = saved;
  const python = pythonFlavor(kind, formatVersion, dataFile);
  return {
    files: { [dataFile]: JSON.stringify(saved), ...python.files },
    flavors: {
      [jsonFlavor]: {
        data: dataFile,
        format_version: formatVersion,
        algorithm: kind,
        ...(libraryVersion === undefined ? {} : { library_version: libraryVersion }),
      },
      ...python.flavors,
    },
    signature: {
      inputs: featureNames.map((name) => ({ name, type: 'double', required: false })),
      outputs: [
        { name: 'score', type: 'double' },
        { name: 'is_anomaly', type: 'boolean' },
      ],
    },
    modelType: kind,
  };
}
