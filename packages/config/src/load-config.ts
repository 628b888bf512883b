import { environmentLayer } from './environment.js';
import { type ReadFile, readConfigFile, readTextFile } from './file.js';
import { type ConfigKey, configKeys } from './keys.js';
import { type ConfigSource, type Layer, Layers } from './layers.js';
import { type ConfigProblem, problemsOf } from './problems.js';
import { type Config, configSchema } from './schema.js';
import { type ConfigSecrets, missingSecrets, secretsOf } from './secrets.js';
import { deepFreeze } from './tree.js';

/** Some of a tree. Text stands for a value that has yet to be checked, arrays of text for arrays. */
export type Overrides<Value> = Value extends readonly unknown[]
  ? Value | readonly string[]
  : Value extends object
    ? { readonly [Key in keyof Value]?: Overrides<Value[Key]> | undefined }
    : Value | string;

/**
 * Some keys of a configuration, in the shape of the file. Undefined counts as absent. Text that could not be turned
 * into what its key asks for may be passed on as it is: it becomes a problem like any other wrong value.
 */
export type ConfigFlags = Overrides<Omit<Config, '$schema'>>;

/** Where {@link loadConfig} looks. */
export interface LoadConfigOptions {
  /** Path of a JSON file. Without it no file is read. */
  readonly file?: string | undefined;
  /** Environment variables. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What the command line sets. */
  readonly flags?: ConfigFlags;
  /** How a file is read. @default UTF-8 from the disk */
  readonly readFile?: ReadFile;
}

/** Which source set each key. */
export type ConfigSources = Readonly<Record<ConfigKey, ConfigSource>>;

/** A valid configuration and where its values come from, or everything that is wrong with it. */
export type LoadConfigResult =
  | {
      readonly ok: true;
      readonly config: Config;
      readonly sources: ConfigSources;
      /** What the environment holds beside the configuration. */
      readonly secrets: ConfigSecrets;
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/**
 * Loads a configuration: defaults, overlaid by the file, then the environment, then flags. Arrays are replaced as a
 * whole. A value that a stronger source replaces is not judged.
 *
 * Never rejects: an unreadable file and every broken rule are `problems`, all of them at once.
 *
 * @example
 * const loaded = await loadConfig({ env: {}, flags: { services: { prometheus_port: 9000 } } });
 * if (loaded.ok) loaded.config.services.prometheus_port; // 9000
 * else loaded.problems.map((problem) => problem.message);
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<LoadConfigResult> {
  const { file, env = process.env, flags, readFile = readTextFile } = options;
  const fromFile = file === undefined ? undefined : await readConfigFile(file, readFile);
  const layers = new Layers([
    ...(fromFile?.ok ? [fromFile.layer] : []),
    environmentLayer(env),
    flagLayer(flags),
  ]);
  const validated = configSchema.safeParse(layers.values);
  const problems = [
    ...(fromFile?.ok === false ? [fromFile.problem] : []),
    ...problemsOf(validated.error?.issues ?? [], layers),
    ...missingSecrets(env, layers),
  ];
  if (!validated.success || problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    config: deepFreeze(validated.data),
    sources: sourcesOf(layers),
    secrets: deepFreeze(secretsOf(env)),
  };
}

function flagLayer(flags: ConfigFlags | undefined): Layer {
  return { source: 'flag', values: flags, origin: () => 'command line' };
}

function sourcesOf(layers: Layers): ConfigSources {
  const entries = configKeys.map((key) => [key, layers.layerOf(key.split('.')).source]);
  return Object.fromEntries(entries) as ConfigSources;
}
