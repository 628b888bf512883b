import { type ModelToLog, packModel } from '@ad/mlflow-client';
import type { Sample } from '@ad/models';
import type { SavedDetector } from '../detectors/versioned-models.js';

/** Name of the flavor, and of the file in which everything that is not a model is. */
export const detectorFlavor = 'ad_detector';
export const detectorFile = 'detector.json';
export const detectorFormat = 1;

/** What of a {@link SavedDetector} is in {@link detectorFile}. */
export interface DetectorContent
  extends Pick<SavedDetector, 'trainingId' | 'samples' | 'trainedAt' | 'featureNames' | 'state'> {
  readonly format: typeof detectorFlavor;
  readonly formatVersion: typeof detectorFormat;
  /** The files of the models, in their order. */
  readonly models: readonly string[];
}

/** What MLflow keeps of a detector: plain data. */
export type PackedDetector = Pick<
  ModelToLog,
  'files' | 'flavors' | 'signature' | 'inputExample' | 'modelType'
>;

/**
 * A detector as files for MLflow. The first model is a model of MLflow's own by itself, which an isolation forest's Python code loads and
 * scores; the others and the detector's state are beside it.
 */
export function packDetector(
  { models, state, featureNames, trainingId, samples, trainedAt }: SavedDetector,
  example: readonly Sample[],
  libraryVersion: string,
): PackedDetector {
  const [first, ...others] = models.map((model) => model.toJSON());
  const packed = first && packModel(first, { libraryVersion });
  const content: DetectorContent = {
    format: detectorFlavor,
    formatVersion: detectorFormat,
    models: [...(first ? ['model.json'] : []), ...others.map(({ kind }) => `${kind}.json`)],
    trainingId,
    samples,
    trainedAt,
    featureNames,
    state,
  };
  return {
    ...packed,
    modelType: ['forecast', ...models.map(({ kind }) => kind)].join('+'),
    inputExample: {
      columns: featureNames,
      data: example.map(({ values }) => featureNames.map((name) => finiteOrNull(values[name]))),
    },
    files: {
      ...packed?.files,
      ...Object.fromEntries(others.map((model) => [`${model.kind}.json`, JSON.stringify(model)])),
      [detectorFile]: JSON.stringify(content),
    },
    flavors: {
      ...packed?.flavors,
      [detectorFlavor]: {
        data: detectorFile,
        format_version: detectorFormat,
        models: ['forecast', ...models.map(({ kind }) => kind)],
        library_version: libraryVersion,
      },
    },
  };
}

function finiteOrNull(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
