import { type MlflowClient, MlflowError, type ModelVersion } from '@ad/mlflow-client';
import type { Command } from '@commander-js/extra-typings';
import { type LoadedConfiguration, withConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { type ListedVersion, listVersions } from '../registry/list-versions.js';
import { modelName } from '../registry/model-name.js';
import { openMlflow } from '../registry/open-mlflow.js';
import { promote } from '../registry/versions.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { describeError } from '../text/describe-error.js';
import { formatNumber, formatTime } from '../text/format.js';
import { formatTable } from '../text/table.js';

/** Adds `ad models`. */
export function addModels(program: Command, terminal: Terminal): void {
  const models = program.command('models').description('the versions of a model: list, promote, go back');
  models
    .command('list', { isDefault: true })
    .description('every version, how it did, and which one judges')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('--name <name>', 'name of the model (default: ad- and the host)')
    .option('--json', 'the versions as JSON')
    .action(({ config, name, json = false }) =>
      withConfiguration(terminal, config, { lifecycle: { model_name: name } }, (loaded) =>
        list(terminal, loaded, json),
      ),
    );
  models
    .command('promote')
    .description('make a version the champion; detectors that are running take it within seconds')
    .argument('[version]', 'its number (default: the challenger)')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('--name <name>', 'name of the model (default: ad- and the host)')
    .action((version, { config, name }) =>
      withConfiguration(terminal, config, { lifecycle: { model_name: name } }, (loaded) =>
        promoteModel(terminal, loaded, version),
      ),
    );
  models
    .command('rollback')
    .description('make the champion before the champion again')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('--name <name>', 'name of the model (default: ad- and the host)')
    .action(({ config, name }) =>
      withConfiguration(terminal, config, { lifecycle: { model_name: name } }, (loaded) =>
        rollBackModel(terminal, loaded),
      ),
    );
}

/** The latest versions of a model, as a table or JSON. */
function list(terminal: Terminal, loaded: LoadedConfiguration, json: boolean): Promise<ExitCode> {
  return withRegistry(terminal, loaded, async (client, name) => {
    const versions = await listVersions(client, name);
    if (json) terminal.out.write(`${JSON.stringify({ model: name, versions }, null, 2)}\n`);
    else if (versions.length > 0) terminal.out.write(describe(versions));
    else
      say(terminal, `${name} has no version yet; ad run registers one, and ad train from recorded samples`);
  });
}

/** A version becomes champion. */
function promoteModel(
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

/** The champion before becomes champion again. */
function rollBackModel(terminal: Terminal, loaded: LoadedConfiguration): Promise<ExitCode> {
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
