import type { MlflowClient, ModelVersion } from '@ad/mlflow-client';
import { isRegistered } from '../detectors/versioned-models.js';
import { loadDetector, UnusableVersionError } from '../registry/load-detector.js';
import { trainingTag } from '../registry/versions.js';
import { type AliasWatchOptions, type WatchedAlias, watchAliases } from '../registry/watch-aliases.js';
import { describeError } from '../text/describe-error.js';
import type { Lifecycle } from './lifecycle.js';
import type { LiveDetector } from './live-detector.js';

/** What a {@link followRegistry} follows, and for whom. */
export interface FollowOptions extends Pick<AliasWatchOptions, 'seconds' | 'known' | 'isBehind' | 'signal'> {
  readonly client: MlflowClient;
  readonly modelName: string;
  readonly live: LiveDetector;
  readonly lifecycle: Lifecycle;
  readonly featureNames: readonly string[];
  readonly say: (line: string) => void;
}

/** Does what the registry's aliases say when somebody else has moved them, until the signal. */
export async function followRegistry(options: FollowOptions): Promise<void> {
  const { client, modelName, live, lifecycle, featureNames, say, signal } = options;
  let judging = '';
  await watchAliases({
    ...options,
    judging() {
      if (isRegistered(live.current)) judging = live.current.version;
      return judging;
    },
    onProblem: (error) =>
      say(`! champion and challenger cannot be read: ${describeError(error)}; it is tried again`),
    async onChange(alias, version) {
      const trainingId = version.tags[trainingTag];
      if (trainingId !== undefined && isKnown(alias, trainingId)) {
        live.rename(trainingId, version.version);
        return;
      }
      try {
        await follow(alias, version);
      } catch (error) {
        // Anything else may pass.
        if (!(error instanceof UnusableVersionError)) throw error;
        say(`! ${alias} ${version.version} cannot be used: ${error.message}`);
      }
    },
  });

  /** Whether it is what this process has put there itself. */
  function isKnown(alias: WatchedAlias, trainingId: string): boolean {
    if (live.current.trainingId === trainingId) return true;
    return alias === 'challenger' && live.challenger?.saved.trainingId === trainingId;
  }

  async function follow(alias: WatchedAlias, version: ModelVersion): Promise<void> {
    const saved = await loadDetector(client, version, signal);
    const isOther = saved.featureNames.join() !== featureNames.join();
    if (isOther) {
      say(
        `! ${alias} ${version.version} of ${modelName} was trained on ${saved.featureNames.join(', ')}; it is not used`,
      );
    } else if (alias === 'champion') lifecycle.replace(saved);
    else lifecycle.challenge(saved);
  }
}
