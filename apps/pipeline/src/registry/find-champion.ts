import type { MlflowClient, ModelVersion } from '@ad/mlflow-client';
import type { SavedDetector } from '../detectors/versioned-models.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { describeError } from '../text/describe-error.js';
import { loadDetector } from './load-detector.js';

/** At the start a registry that does not answer within this is done without: learning anew takes not much longer. */
const patienceMilliseconds = 5000;

/** What the registry has at the start. */
export interface FoundChampion {
  /** Nothing where there is none, or the registry cannot be asked. */
  readonly version: ModelVersion | undefined;
  /** Nothing where it cannot be used, after a line that says why. */
  readonly saved: SavedDetector | undefined;
}

/** The champion of the registry. Says why where it cannot be asked, or used. */
export async function findChampion(
  terminal: Terminal,
  client: MlflowClient,
  modelName: string,
  signal: AbortSignal,
): Promise<FoundChampion> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMilliseconds)]);
  let version: ModelVersion | undefined;
  try {
    version = await client.registry.findByAlias(modelName, 'champion', { signal: limit });
    const saved = version && (await loadDetector(client, version, limit));
    return { version, saved };
  } catch (error) {
    if (!signal.aborted) {
      say(
        terminal,
        `! the champion of ${modelName} cannot be loaded: ${describeError(error)}; a model is trained instead`,
      );
    }
    return { version, saved: undefined };
  }
}
