import { isMlflowError, type MlflowClient, type ModelVersion } from '@ad/mlflow-client';
import type { VersionReference } from '../tracking/records.js';

/** Tag of runs and versions: the training that they come from. A training that is delivered twice is found by it. */
export const trainingTag = 'ad.training_id';

/** The version that is meant; undefined where there is none. */
export async function findVersion(
  { registry }: MlflowClient,
  modelName: string,
  reference: VersionReference,
): Promise<ModelVersion | undefined> {
  if ('version' in reference) {
    try {
      return await registry.getVersion(modelName, reference.version);
    } catch (error) {
      if (isMlflowError(error, 'RESOURCE_DOES_NOT_EXIST')) return undefined;
      throw error;
    }
  }
  const filter = `name = '${modelName.replaceAll("'", "''")}' AND tags."${trainingTag}" = '${reference.trainingId}'`;
  for await (const version of registry.searchVersions({ filter, pageSize: 1 })) return version;
  return undefined;
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
