import type { BaseModel } from './base-model.js';

/** A class of models: its constructor takes its options and nothing else. */
export interface ModelClass<Options extends object = object> {
  readonly kind: string;
  new (options?: Options): BaseModel;
}

/** What is known of a kind of model. */
export interface Registered {
  readonly create: (options: unknown) => BaseModel;
  readonly module?: string | undefined;
}

/** Kinds that were registered by name; the built-in ones are known without, so that a bundle holds only those it names. */
export const registered = new Map<string, Registered>();

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

/** URL of the module that registered this kind, if it gave one. */
export function moduleOf(kind: string): string | undefined {
  return registered.get(kind)?.module;
}
