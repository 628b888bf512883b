import type { MlflowClient, ModelVersion } from '@ad/mlflow-client';

/** Tag of runs and versions: the training that they come from. A training that is delivered twice is found by it. */
export const trainingTag = 'ad.training_id';

/** The version that came from a training; undefined where there is none. */
export async function findVersion(
  { registry }: MlflowClient,
  modelName: string,
  trainingId: string,
): Promise<ModelVersion | undefined> {
  const filter = `${isNamed(modelName)} AND tags."${trainingTag}" = '${trainingId}'`;
  for await (const version of registry.searchVersions({ filter, pageSize: 1 })) return version;
  return undefined;
}

/** The condition of a search that finds the versions of one model. */
export function isNamed(modelName: string): string {
  return `name = '${modelName.replaceAll("'", "''")}'`;
}

/** Makes a version the champion, and the one before the one to go back to, unless it is to be forgotten. */
export async function promote(
  { registry }: MlflowClient,
  version: ModelVersion,
  { keepsFormer }: { readonly keepsFormer: boolean },
): Promise<void> {
  const { name } = version;
  const former = await registry.findByAlias(name, 'champion');
  if (former?.version !== version.version) {
    if (former && keepsFormer) await registry.setAlias(name, 'previous', former.version);
    await registry.setAlias(name, 'champion', version.version);
  }
  for (const alias of keepsFormer ? (['challenger'] as const) : (['challenger', 'previous'] as const)) {
    const named = await registry.findByAlias(name, alias);
    if (named?.version === version.version) await registry.deleteAlias(name, alias);
  }
}
