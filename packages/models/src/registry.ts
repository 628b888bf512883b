import { isRecord } from './codec.js';
import { ModelError, type ModelErrorCode } from './errors.js';
import { IsolationForestModel } from './isolation-forest/model.js';
import { LstmModel } from './lstm/model.js';
import type { BaseModel } from './model/base-model.js';
import { kindModules } from './model/kind-modules.js';
import { checkSavedModel } from './model/saved-model.js';
import { RandomForestModel } from './random-forest/model.js';

/** A class of models: its constructor takes its options and nothing else. */
export interface ModelClass<Options extends object = object> {
  readonly kind: string;
  new (options?: Options): BaseModel;
}

// Inside a function, so that a bundle which names no model by its kind does not hold them all.
function builtInModels(): readonly ModelClass[] {
  return [IsolationForestModel, LstmModel, RandomForestModel];
}

const registered = new Map<string, ModelClass>();

/**
 * Makes a kind of model known by its name to {@link createModel}, {@link loadModel} and configuration files.
 *
 * @param options.module URL of the module that calls `registerModel` (`import.meta.url`): lets worker threads find the class.
 */
export function registerModel<Options extends object>(
  model: ModelClass<Options>,
  options: { readonly module?: string } = {},
): void {
  // The constructor validates its options itself, whatever they are.
  registered.set(model.kind, model as ModelClass);
  kindModules.set(model.kind, options.module);
}

/** A new, untrained model of a registered kind. @throws ModelError `INVALID_OPTION` */
export function createModel(kind: string, options: object = {}): BaseModel {
  return new (lookUp(kind, 'INVALID_OPTION'))(options);
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
  const Model = lookUp(kind, 'INVALID_MODEL');
  try {
    return new Model(isRecord(options) ? options : {});
  } catch (cause) {
    throw new ModelError('INVALID_MODEL', `saved model: its options are refused: ${String(cause)}`, {
      cause,
    });
  }
}

function lookUp(kind: string, code: ModelErrorCode): ModelClass {
  const model = registered.get(kind) ?? builtInModels().find((builtIn) => builtIn.kind === kind);
  if (model) return model;
  const known = new Set([...builtInModels().map((builtIn) => builtIn.kind), ...registered.keys()]);
  throw new ModelError(
    code,
    `no model of kind "${kind}" is registered; known kinds: ${[...known].join(', ')}`,
  );
}
