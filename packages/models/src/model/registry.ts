import { isRecord } from '../codec.js';
import { ModelError } from '../errors.js';
import { IsolationForestModel } from '../isolation-forest/model.js';
import { LstmModel } from '../lstm/model.js';
import { RandomForestModel } from '../random-forest/model.js';
import type { BaseModel } from './base-model.js';
import { type ModelClass, type Registered, registered } from './registered.js';
import { checkSavedModel } from './saved-model.js';

/** A new, untrained model of a registered kind. @throws ModelError `INVALID_OPTION` */
export function createModel(kind: string, options: object = {}): BaseModel {
  return lookUp(kind, 'INVALID_OPTION')(options);
}

/**
 * Reads a model from what `JSON.parse(JSON.stringify(model))` gave. Its scores are identical to the saved model's.
 *
 * @throws ModelError `INVALID_MODEL` when it is not a saved model, of another format version, of an unknown kind, or damaged.
 * It never hangs or crashes on a hostile file. Cost: a few milliseconds for a forest of 100 trees.
 *
 * @example
 * ```ts
 * const model = await new IsolationForestModel({ seed: 1 }).train([[0], [1], [2], [3]]);
 * const again = loadModel(JSON.parse(JSON.stringify(model)));
 * again.scoreRow([9]) === model.scoreRow([9]); // true
 * ```
 */
export function loadModel(json: unknown): BaseModel {
  const saved = checkSavedModel(json);
  const model = createSaved(saved.kind, saved.options);
  model.restore(saved);
  return model;
}

function createSaved(kind: string, options: unknown): BaseModel {
  const create = lookUp(kind, 'INVALID_MODEL');
  try {
    return create(isRecord(options) ? options : {});
  } catch (cause) {
    throw new ModelError('INVALID_MODEL', `saved model: its options are refused: ${String(cause)}`, {
      cause,
    });
  }
}

function lookUp(kind: string, code: 'INVALID_OPTION' | 'INVALID_MODEL'): Registered['create'] {
  const create = registered.get(kind)?.create ?? builtIn(kind);
  if (!create) {
    const known = [...new Set([...builtInModels().map((model) => model.kind), ...registered.keys()])].join(
      ', ',
    );
    throw new ModelError(code, `no model of kind "${kind}" is registered; known kinds: ${known}`);
  }
  return create;
}

// Inside a function, so that a bundle which loads no model by name does not hold them all.
function builtInModels() {
  return [IsolationForestModel, LstmModel, RandomForestModel] as const;
}

function builtIn(kind: string): Registered['create'] | undefined {
  const model: ModelClass | undefined = builtInModels().find((one) => one.kind === kind);
  return model && ((options) => new model(options as object));
}
