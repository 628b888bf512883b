import { isMlflowError, type MlflowClient, type ModelVersion } from '@ad/mlflow-client';
import { isNamed } from './versions.js';

/** A version, as `ad models` shows it. */
export interface ListedVersion {
  readonly version: string;
  readonly aliases: readonly string[];
  /** Milliseconds since the epoch. */
  readonly registeredAt: number;
  readonly samples: number | null;
  /** Of samples that the models had seen in training, and of those that they had not. */
  readonly aucPr: { readonly training: number | null; readonly unseen: number | null };
  readonly shadow: {
    readonly samples: number;
    readonly alarms: number;
    readonly championAlarms: number;
  } | null;
  readonly remarks: readonly string[];
}

/** More are in the MLflow UI. */
const mostListed = 20;

/** The latest versions of a model, the newest first. */
export async function listVersions(client: MlflowClient, name: string): Promise<readonly ListedVersion[]> {
  const aliases = await aliasesOf(client, name);
  const versions: ListedVersion[] = [];
  const query = { filter: isNamed(name), orderBy: ['version_number DESC'] };
  for await (const version of client.registry.searchVersions(query)) {
    versions.push(await listed(client, version, aliases));
    if (versions.length === mostListed) break;
  }
  return versions;
}

/** Version numbers by alias; a search does not tell them on every server. */
async function aliasesOf(client: MlflowClient, name: string): Promise<Readonly<Record<string, string>>> {
  try {
    return (await client.registry.getModel(name)).aliases;
  } catch (error) {
    if (isMlflowError(error, 'RESOURCE_DOES_NOT_EXIST')) return {};
    throw error;
  }
}

async function listed(
  client: MlflowClient,
  { version, creationTimestamp, runId, tags }: ModelVersion,
  aliases: Readonly<Record<string, string>>,
): Promise<ListedVersion> {
  const metrics: Readonly<Record<string, number | undefined>> =
    runId === '' ? {} : (await client.runs.get(runId)).metrics;
  const {
    'shadow.samples': samples,
    'shadow.alarms': alarms,
    'shadow.champion_alarms': championAlarms,
  } = metrics;
  return {
    version,
    aliases: Object.keys(aliases).filter((alias) => aliases[alias] === version),
    registeredAt: creationTimestamp,
    samples: metrics.samples ?? null,
    aucPr: { training: metrics['training.auc_pr'] ?? null, unseen: metrics['unseen.auc_pr'] ?? null },
    shadow:
      samples === undefined || alarms === undefined || championAlarms === undefined
        ? null
        : { samples, alarms, championAlarms },
    remarks: [tags['ad.rolled_back'] && `rolled back: ${tags['ad.rolled_back']}`, tags['ad.contest']].filter(
      (remark) => remark !== undefined,
    ),
  };
}
