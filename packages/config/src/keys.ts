import { type Config, defaultConfig } from './schema.js';
import { leafPaths, valueAt } from './tree.js';

/**
 * The full names of all values in a tree: `LeafKey<{ a: { b: 1 }; c: number[] }>` is `'a.b' | 'c'`. Arrays are values, and so are
 * records whose names the user chooses.
 */
export type LeafKey<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends readonly unknown[]
    ? Key
    : Tree[Key] extends object
      ? string extends keyof Tree[Key]
        ? Key
        : `${Key}.${LeafKey<Tree[Key]>}`
      : Key;
}[keyof Tree & string];

/** The full name of a key that holds a value, e.g. `services.prometheus_port`. */
export type ConfigKey = LeafKey<Omit<Config, '$schema'>>;

/** Every key of a configuration, in the order of the schema. */
export const configKeys: readonly ConfigKey[] = Object.freeze(
  leafPaths(defaultConfig).map((path) => path.join('.') as ConfigKey),
);

/**
 * The value of one key.
 *
 * @example
 * configValue(defaultConfig, 'services.prometheus_port'); // 8000
 */
export function configValue(config: Config, key: ConfigKey): unknown {
  return valueAt(config, key.split('.'));
}
