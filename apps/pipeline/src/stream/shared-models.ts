import type { LoadedConfiguration } from '../command-line/configuration.js';
import { readModelFile } from '../detectors/model-file.js';
import { listKinds } from '../detectors/versioned-models.js';
import { loadDetector } from '../registry/load-detector.js';
import { openMlflow } from '../registry/open-mlflow.js';
import { watchAliases } from '../registry/watch-aliases.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { describeError } from '../text/describe-error.js';
import type { CurrentModels } from './create-host-detector.js';

const forecastAlone = { models: [], version: '1' };

/**
 * The models that all hosts of a detector share: those of the configured file; or the champion of the configured name in the registry,
 * which is followed until the signal; or none. Nothing, after a line that says why, where a file cannot be read. A registry that
 * cannot be asked, or has no champion yet, leaves the forecast alone until it can and has.
 */
export async function sharedModels(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  signal: AbortSignal,
): Promise<CurrentModels | undefined> {
  const { detection, lifecycle } = loaded.config;
  if (detection.model_file !== null) {
    const read = await readModelFile(detection.model_file);
    if (read.ok) return { current: read.file };
    say(terminal, `✗ ${read.message}`);
    return undefined;
  }
  const shared: CurrentModels = { current: forecastAlone };
  if (lifecycle.model_name !== null) await follow(terminal, loaded, lifecycle.model_name, shared, signal);
  return shared;
}

async function follow(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  modelName: string,
  shared: CurrentModels,
  signal: AbortSignal,
): Promise<void> {
  const client = openMlflow(loaded);
  const known = new Map<'champion' | 'challenger', string | undefined>();
  const load = async (version: string): Promise<void> => {
    const { models } = await loadDetector(client, { name: modelName, version }, signal);
    shared.current = { models, version };
    const kinds = listKinds(models.map(({ kind }) => kind));
    say(terminal, `Version ${version} of ${modelName} judges: ${kinds}`);
  };
  const tell = (error: unknown): void =>
    say(
      terminal,
      `! the champion of ${modelName} cannot be loaded: ${describeError(error)}; it is tried again`,
    );
  try {
    const champion = await client.registry.findByAlias(modelName, 'champion', { signal });
    if (champion) await load(champion.version);
    else
      say(
        terminal,
        `! ${modelName} has no champion yet; the forecast judges alone until ad train gives it one`,
      );
    known.set('champion', champion?.version);
  } catch (error) {
    if (!signal.aborted) tell(error);
  }
  void watchAliases({
    client,
    modelName,
    seconds: loaded.config.lifecycle.watch_seconds,
    signal,
    known,
    isBehind: () => false,
    onChange: async (alias, { version }) => {
      if (alias === 'champion') await load(version);
    },
    onProblem: tell,
  });
}
