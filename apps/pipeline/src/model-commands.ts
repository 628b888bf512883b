import { type Command, Option } from '@commander-js/extra-typings';
import about from '../package.json' with { type: 'json' };
import { durationArgument, toList } from './command-line/arguments.js';
import { loadConfiguration } from './command-line/configuration.js';
import { type ExitCode, exitCode } from './command-line/exit-code.js';
import { untilStopped } from './command-line/shutdown.js';
import { listModels, promoteModel, rollBackModel } from './commands/models.js';
import { trainCommand } from './commands/train.js';
import type { Terminal } from './terminal/terminal.js';

/** Adds the commands about models: what trains them, and what says which of them judges. */
export function addModelCommands(
  program: Command,
  terminal: Terminal,
  finish: (code: ExitCode) => void,
): void {
  program
    .command('train')
    .description('train the models on recorded samples, and register them in MLflow')
    .argument('[file...]', 'CSV or JSON lines, plain or gzipped (default: the recorded history)')
    .option('-c, --config <file>', 'JSON configuration file')
    .option(
      '-m, --models <kinds>',
      'isolation_forest,random_forest,lstm or some of them; none for the forecast alone',
    )
    .option('--name <name>', 'name of the model in the registry (default: ad- and the host)')
    .addOption(
      new Option(
        '--alias <alias>',
        'what it becomes (default: challenger where there is a champion)',
      ).choices(['champion', 'challenger'] as const),
    )
    .option(
      '-o, --out <file>',
      'write the models to a file in place of the registry, for ad detect --model-file',
    )
    .option('--history <folder>', 'recorded history to train on where no file is given')
    .option('--prometheus <url>', 'ask Prometheus instead, for the last 7 days')
    .option('--last <time>', 'only the end of it, e.g. 7d', durationArgument)
    .option('--json', 'what was trained as JSON')
    .action(
      async (files, { config: file, out, models, name, alias, history, prometheus, last, json = false }) => {
        const loaded = await loadConfiguration(terminal, file, {
          detection: { models: toList(models) },
          lifecycle: { model_name: name },
        });
        if (!loaded) return finish(exitCode.usage);
        const range = { since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
        const [intervalSeconds, queries] = [undefined, undefined];
        const query = { files, history, range, lastSeconds: last, intervalSeconds, prometheus, queries };
        finish(
          await untilStopped(terminal, null, (signal) =>
            trainCommand(terminal, loaded, {
              query,
              out,
              alias,
              json,
              libraryVersion: about.version,
              signal,
            }),
          ),
        );
      },
    );

  const models = program.command('models').description('the versions of a model: list, promote, go back');
  models
    .command('list', { isDefault: true })
    .description('every version, how it did, and which one judges')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('--name <name>', 'name of the model (default: ad- and the host)')
    .option('--json', 'the versions as JSON')
    .action(async ({ config: file, name, json = false }) => {
      const loaded = await loadConfiguration(terminal, file, { lifecycle: { model_name: name } });
      finish(loaded ? await listModels(terminal, loaded, json) : exitCode.usage);
    });
  models
    .command('promote')
    .description('make a version the champion; detectors that are running take it within seconds')
    .argument('[version]', 'its number (default: the challenger)')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('--name <name>', 'name of the model (default: ad- and the host)')
    .action(async (version, { config: file, name }) => {
      const loaded = await loadConfiguration(terminal, file, { lifecycle: { model_name: name } });
      finish(loaded ? await promoteModel(terminal, loaded, version) : exitCode.usage);
    });
  models
    .command('rollback')
    .description('make the champion before the champion again')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('--name <name>', 'name of the model (default: ad- and the host)')
    .action(async ({ config: file, name }) => {
      const loaded = await loadConfiguration(terminal, file, { lifecycle: { model_name: name } });
      finish(loaded ? await rollBackModel(terminal, loaded) : exitCode.usage);
    });
}
