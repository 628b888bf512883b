import type { BaseModel } from './base-model.js';
import { isRecord } from './codec.js';
import { ModelError } from './errors.js';
import { IsolationForestModel } from './isolation-forest/model.js';
import { LstmModel } from './lstm/model.js';
import { RandomForestModel } from './random-forest/model.js';
import { checkSavedModel } from './saved-model.js';

/** A class of models: its constructor takes its options and nothing else. */
export interface ModelClass<Options extends object = object> {
  readonly kind: string;
  new (options?: Options): BaseModel;
}

interface Registered {
  readonly create: (options: unknown) => BaseModel;
  readonly module?: string | undefined;
}

const registered = new Map<string, Registered>();

/**
 * Makes a kind of model known by its name to {@link createModel}, {@link loadModel} and configuration files.
 *
 * @param options.module URL of the module that calls `registerModel` (`import.meta.url`): lets `background: true` find the class
 * from inside the worker thread.
 */
export function registerModel<Options extends object>(
  model: ModelClass<Options>,
  options: { readonly module?: string } = {},
): void {
  // The constructor validates its options itself, whatever they are.
  registered.set(model.kind, { create: (given) => new model(given as Options), module: options.module });
}

/** A new, untrained model of a registered kind. @throws ModelError `INVALID_OPTION` */
export function createModel(kind: string, options: object = {}): BaseModel {
  return lookUp(kind, 'INVALID_OPTION').create(options);
}

/** URL of the module that registered this kind, if it gave one. */
export function moduleOf(kind: string): string | undefined {
  return registered.get(kind)?.module;
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
  const { create } = lookUp(kind, 'INVALID_MODEL');
  try {
    return create(isRecord(options) ? options : {});
  } catch (cause) {
    throw new ModelError('INVALID_MODEL', `saved model: its options are refused: ${String(cause)}`, {
      cause,
    });
  }
}

function lookUp(kind: string, code: 'INVALID_OPTION' | 'INVALID_MODEL'): Registered {
  const found = registered.get(kind);
  if (!found) {
    const known = [...registered.keys()].join(', ');
    throw new ModelError(code, `no model of kind "${kind}" is registered; known kinds: ${known}`);
  }
  return found;
}

registerModel(IsolationForestModel);
registerModel(LstmModel);
registerModel(RandomForestModel);
