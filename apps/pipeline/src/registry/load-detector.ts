import { setImmediate as turn } from 'node:timers/promises';
import type { MlflowClient, ModelVersion } from '@ad/mlflow-client';
import { type BaseModel, loadModel } from '@ad/models';
import type { SavedDetector } from '../detectors/versioned-models.js';
import { type DetectorContent, detectorFile, detectorFlavor, detectorFormat } from './pack-detector.js';

/** A version of the registry that holds no detector this application can use. */
export class UnusableVersionError extends Error {
  override readonly name = 'UnusableVersionError';
}

/**
 * Reads a detector of the registry. Between two steps of it the event loop has a turn, so that samples are not kept waiting.
 *
 * @throws UnusableVersionError where it was not made by this application, or by a newer one; MlflowError where it cannot be read
 */
export async function loadDetector(
  client: MlflowClient,
  { name, version }: Pick<ModelVersion, 'name' | 'version'>,
  signal?: AbortSignal,
): Promise<SavedDetector> {
  const options = signal ? { signal } : {};
  const { artifacts } = await client.findModel(`models:/${name}/${version}`, options);
  const read = async (path: string): Promise<unknown> => {
    const text = new TextDecoder().decode(await artifacts.read(path, options));
    await turn();
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new UnusableVersionError(`${path} of version ${version} of ${name} is damaged`, { cause });
    }
  };
  const content = await read(detectorFile);
  if (!isDetector(content)) {
    throw new UnusableVersionError(
      `version ${version} of ${name} holds no detector of format ${detectorFormat}; train one with ad train`,
    );
  }
  const models: BaseModel[] = [];
  for (const path of content.models) {
    const saved = await read(path);
    await turn();
    const model = loadModel(saved);
    await turn();
    warmUp(model);
    models.push(model);
  }
  const { trainingId, samples, trainedAt, featureNames, state } = content;
  return { models, version, trainingId, samples, trainedAt, featureNames, state };
}

/** Models lay themselves out for scoring when they are first asked: here, and not between two samples. */
function warmUp(model: BaseModel): void {
  void model.calibration;
  model.createStream().push(new Float64Array(model.featureNames.length));
}

function isDetector(content: unknown): content is DetectorContent {
  if (typeof content !== 'object' || content === null) return false;
  const {
    format,
    formatVersion,
    models,
    featureNames,
    state,
  }: Partial<Record<keyof DetectorContent, unknown>> = content;
  return (
    format === detectorFlavor &&
    formatVersion === detectorFormat &&
    isTexts(models) &&
    isTexts(featureNames) &&
    typeof state === 'object'
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
