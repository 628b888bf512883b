import type { LoadedConfiguration } from '../command-line/configuration.js';
import type { SavedDetector } from '../detectors/versioned-models.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { describeError } from '../text/describe-error.js';
import { loadDetector } from './load-detector.js';
import { modelName } from './model-name.js';
import { openMlflow } from './open-mlflow.js';

/** A detector that the registry knows under an alias. */
export interface RegisteredDetector {
  readonly alias: 'champion' | 'challenger';
  readonly saved: SavedDetector;
}

/** Champion and challenger, as far as there are any; says why where they cannot be had. */
export async function registeredDetectors(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  signal: AbortSignal,
): Promise<readonly RegisteredDetector[]> {
  const client = openMlflow(loaded);
  const name = modelName(loaded.config);
  const found: RegisteredDetector[] = [];
  try {
    for (const alias of ['champion', 'challenger'] as const) {
      const version = await client.registry.findByAlias(name, alias, { signal });
      if (version) found.push({ alias, saved: await loadDetector(client, version, signal) });
    }
  } catch (error) {
    if (!signal.aborted) {
      say(terminal, `! the models of ${name} cannot be compared: ${describeError(error)}`);
    }
  }
  return found;
}
