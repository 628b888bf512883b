import { setTimeout as sleep } from 'node:timers/promises';
import type { MlflowClient, ModelVersion } from '@ad/mlflow-client';

/** Aliases that are watched. */
export type WatchedAlias = 'champion' | 'challenger';

/** Options of {@link watchAliases}. */
export interface AliasWatchOptions {
  readonly client: MlflowClient;
  readonly modelName: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** The versions that are known already. */
  readonly known: ReadonlyMap<WatchedAlias, string | undefined>;
  /**
   * The version that judges here, as far as it has a number. When it is another one, the champion is told again although its alias has
   * not moved: it was put back to where it stood before this process could see it elsewhere.
   */
  readonly judging?: () => string;
  /** Whether what this process has decided is on its way to the registry, which is behind until then. */
  readonly isBehind: () => boolean;
  readonly onChange: (alias: WatchedAlias, version: ModelVersion) => Promise<void>;
  /** Told when the registry cannot be asked; once, until it can be again. */
  readonly onProblem: (error: unknown) => void;
}

/** Looks now and then at which versions the aliases of a model point at, and tells when one is another than before. */
export async function watchAliases(options: AliasWatchOptions): Promise<void> {
  const { client, modelName, seconds, signal, isBehind, onChange, onProblem } = options;
  const { judging = () => '' } = options;
  const known = new Map(options.known);
  let judged = judging();
  let isFailing = false;
  while (!signal.aborted) {
    await sleep(1000 * seconds, undefined, { signal, ref: false }).catch(() => {});
    if (signal.aborted) return;
    if (isBehind()) continue;
    const judges = judging();
    if (judges !== judged) known.delete('champion');
    try {
      for (const alias of ['champion', 'challenger'] as const) {
        const version = await client.registry.findByAlias(modelName, alias, { signal });
        if (version?.version === known.get(alias) || isBehind()) continue;
        if (version) await onChange(alias, version);
        known.set(alias, version?.version);
      }
      judged = judges;
      isFailing = false;
    } catch (error) {
      if (signal.aborted) return;
      if (!isFailing) onProblem(error);
      isFailing = true;
    }
  }
}
