import { defaultConfig } from './schema.js';
import { overlay, type Path, valueAt } from './tree.js';

/** What set a value. */
export type ConfigSource = 'default' | 'file' | 'environment' | 'flag';

/** What can set a value, weakest first. */
export const configSources: readonly ConfigSource[] = ['default', 'file', 'environment', 'flag'];

/** The values of one source, in the shape of the file, not validated. */
export interface Layer {
  readonly source: ConfigSource;
  readonly values: unknown;
  /** Where a reader finds the value of `key`, e.g. `environment variable PROMETHEUS_PORT`. */
  origin(key: string): string;
}

const defaults: Layer = { source: 'default', values: {}, origin: () => 'default' };

/** Layers laid over each other, weakest first. */
export class Layers {
  /** The merged values, to be validated; absent keys are left to the schema. */
  readonly values: unknown;

  constructor(private readonly layers: readonly Layer[]) {
    this.values = layers.reduce<unknown>((lower, layer) => overlay(lower, layer.values, defaultConfig), {});
  }

  /** The layer whose value at `path` came through. */
  layerOf(path: Path): Layer {
    const value = valueAt(this.values, path);
    // Nothing gives an element of an array a key that it lacks: whoever wrote the element left it out.
    if (value === undefined) {
      return path.some((key) => typeof key === 'number') ? this.layerOf(path.slice(0, -1)) : defaults;
    }
    // Compared by identity: a layer that has something at `path` did not win if a section above it is not an object.
    return this.layers.findLast((layer) => Object.is(valueAt(layer.values, path), value)) ?? defaults;
  }
}
