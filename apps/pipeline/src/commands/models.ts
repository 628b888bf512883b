import { isMlflowError, type MlflowClient, MlflowError, type ModelVersion } from '@ad/mlflow-client';
import type { LoadedConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { modelName } from '../registry/model-name.js';
import { openMlflow } from '../registry/open-mlflow.js';
import { isNamed, promote } from '../registry/versions.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { describeError } from '../text/describe-error.js';
import { formatNumber, formatTime } from '../text/format.js';
import { formatTable } from '../text/table.js';

/** A version, as `ad models` shows it. */
interface ListedVersion {
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

/** `ad models`: the latest versions of a model. */
export function listModels(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  json: boolean,
): Promise<ExitCode> {
  return withRegistry(terminal, loaded, async (client, name) => {
    const aliases = await aliasesOf(client, name);
    const versions: ListedVersion[] = [];
    const query = { filter: isNamed(name), orderBy: ['version_number DESC'] };
    for await (const version of client.registry.searchVersions(query)) {
      versions.push(await listed(client, version, aliases));
      if (versions.length === mostListed) break;
    }
    if (json) terminal.out.write(`${JSON.stringify({ model: name, versions }, null, 2)}\n`);
    else if (versions.length === 0) say(terminal, noVersion(name));
    else terminal.out.write(describe(versions));
  });
}

/** `ad models promote`: a version becomes champion. */
export function promoteModel(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  version: string | undefined,
): Promise<ExitCode> {
  return withRegistry(terminal, loaded, async (client, name) => {
    const chosen =
      version === undefined
        ? await client.registry.findByAlias(name, 'challenger')
        : await client.registry.getVersion(name, version);
    if (!chosen) {
      throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `${name} has no challenger; name a version`);
    }
    await makeChampion(terminal, client, chosen);
  });
}

/** `ad models rollback`: the champion before becomes champion again. */
export function rollBackModel(terminal: Terminal, loaded: LoadedConfiguration): Promise<ExitCode> {
  return withRegistry(terminal, loaded, async (client, name) => {
    const previous = await client.registry.findByAlias(name, 'previous');
    if (!previous) {
      throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `${name} had no champion before this one`);
    }
    await makeChampion(terminal, client, previous);
  });
}

async function makeChampion(terminal: Terminal, client: MlflowClient, version: ModelVersion): Promise<void> {
  const former = await client.registry.findByAlias(version.name, 'champion');
  await promote(client, version, { keepsFormer: true });
  const instead = former && former.version !== version.version ? ` in place of ${former.version}` : '';
  say(terminal, `✓ version ${version.version} of ${version.name} is champion${instead}`);
}

/** Does something with the registry; says why where it does not let it. */
async function withRegistry(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  work: (client: MlflowClient, name: string) => Promise<void>,
): Promise<ExitCode> {
  const name = modelName(loaded.config);
  try {
    await work(openMlflow(loaded), name);
    return exitCode.success;
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    say(terminal, `✗ ${loaded.config.services.mlflow_tracking_uri}: ${describeError(error)}`);
    return exitCode.failure;
  }
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

function describe(versions: readonly ListedVersion[]): string {
  const number = (value: number | null | undefined): string => formatNumber(value ?? Number.NaN);
  return formatTable(versions, [
    { title: 'version', value: ({ version }) => version, align: 'right' },
    { title: 'is', value: ({ aliases }) => aliases.join(', ') },
    { title: 'registered', value: ({ registeredAt }) => formatTime(registeredAt) },
    { title: 'samples', value: ({ samples }) => number(samples), align: 'right' },
    { title: 'AUC-PR', value: ({ aucPr }) => number(aucPr.training), align: 'right' },
    { title: 'unseen', value: ({ aucPr }) => number(aucPr.unseen), align: 'right' },
    { title: 'remark', value: ({ remarks }) => remarks.join('; ') },
  ]);
}

function noVersion(name: string): string {
  return `${name} has no version yet; ad run registers one, and ad train from recorded samples`;
}
