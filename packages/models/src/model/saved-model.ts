import { damaged, isRecord, type Json } from '../codec.js';
import { ModelError } from '../errors.js';
import { isNameList } from '../options.js';

/** The version of {@link SavedModel} that this package writes and reads. */
const formatVersion = 1;

/** A model as JSON; what `toJSON` returns and `loadModel` reads. */
export interface SavedModel {
  readonly format: 'ad-model';
  readonly formatVersion: typeof formatVersion;
  readonly kind: string;
  readonly options: Json;
  readonly featureNames: readonly string[];
  readonly calibration: Json;
  readonly state: Json;
}

/** Writes the envelope around the parts of a saved model. */
export function toSavedModel(parts: Omit<SavedModel, 'format' | 'formatVersion'>): SavedModel {
  return { format: 'ad-model', formatVersion, ...parts };
}

/** Checks the envelope of a saved model; its parts are checked by whoever reads them. @throws ModelError `INVALID_MODEL` */
export function checkSavedModel(json: unknown): SavedModel {
  if (!isRecord(json) || json.format !== 'ad-model') {
    throw new ModelError('INVALID_MODEL', 'this is not a saved model: its "format" is not "ad-model"');
  }
  if (json.formatVersion !== formatVersion) {
    throw new ModelError(
      'INVALID_MODEL',
      `this model was saved in format version ${String(json.formatVersion)}; this package reads version ${formatVersion}`,
    );
  }
  const { kind, featureNames } = json;
  if (typeof kind !== 'string') throw damaged('kind', 'a string');
  if (!isNameList(featureNames)) throw damaged('featureNames', 'a list of different names');
  const { options, calibration, state } = json as Record<string, Json>;
  return toSavedModel({ kind, featureNames: [...featureNames], options, calibration, state });
}
