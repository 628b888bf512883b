import {
  type ConfigProblem,
  type LoadConfigOptions,
  type LoadConfigResult,
  loadConfig,
} from '../../src/index.js';

type Options = Omit<LoadConfigOptions, 'file' | 'readFile'>;

/** Loads a configuration from the text of a file named `config.json`, away from the real environment. */
export function loadText(text: string, options: Options = {}): Promise<LoadConfigResult> {
  return loadConfig({ env: {}, ...options, file: 'config.json', readFile: async () => text });
}

/** The same from the content of the file. */
export function loadContent(content: unknown, options: Options = {}): Promise<LoadConfigResult> {
  return loadText(JSON.stringify(content), options);
}

/** The problems of a configuration that must not load. */
export function problemsIn(result: LoadConfigResult): readonly ConfigProblem[] {
  if (result.ok) throw new Error('the configuration loaded without a problem');
  return result.problems;
}

/** A file that sets one key, e.g. `services.prometheus_port`, and what stands beside it in its section. */
export function fileWith(key: string, value: unknown, beside: object = {}): unknown {
  const [last, ...sections] = key.split('.').reverse();
  return sections.reduce<unknown>((inner, name) => ({ [name]: inner }), { ...beside, [last]: value });
}
