import { availableParallelism } from 'node:os';
import { Command, CommanderError, InvalidArgumentError } from '@commander-js/extra-typings';
import about from '../package.json' with { type: 'json' };
import { printConfigSchema, showConfig, validateConfig } from './commands/config.js';
import { health } from './commands/health.js';
import { load } from './commands/load.js';
import { run } from './commands/run.js';
import { loadConfiguration } from './configuration.js';
import { type ExitCode, exitCode } from './exit-code.js';
import { untilStopped } from './shutdown.js';
import { processTerminal, say } from './terminal.js';

const terminal = processTerminal();

function numberArgument(lowest: number, highest: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= lowest && value <= highest)) {
      throw new InvalidArgumentError(`It must be a number from ${lowest} to ${highest}.`);
    }
    return value;
  };
}

function finish(code: ExitCode): void {
  process.exitCode = code;
}

const program = new Command('ad')
  .description('Watches this machine, learns what is normal, and reports what is not.')
  .version(about.version)
  .exitOverride()
  .showHelpAfterError('(ad --help lists the commands)');

program
  .command('run')
  .description('learn a baseline, then score this machine live')
  .option('-c, --config <file>', 'JSON configuration file')
  .option('-d, --duration <seconds>', 'stop after this long, baseline included', numberArgument(1, 2_000_000))
  .option('-p, --port <port>', 'port of the metrics page; 0 takes a free one')
  .option('-i, --interval <seconds>', 'seconds between samples')
  .option(
    '-m, --models <kinds>',
    'isolation_forest,random_forest,lstm or some of them; none for the forecast alone',
  )
  .option('--json', 'verdicts as JSON lines, also on a terminal')
  .option('-v, --verbose', 'say more about what is going on')
  .action(async ({ config: file, duration, port, interval, models, json = false, verbose = false }) => {
    const loaded = await loadConfiguration(terminal, file, {
      services: { prometheus_port: toNumber(port) },
      data_collection: { interval_seconds: toNumber(interval) },
      detection: { models: toList(models) },
    });
    if (!loaded) return finish(exitCode.usage);
    const { config } = loaded;
    const minutes = config.data_collection.collection_duration_minutes;
    const seconds = duration ?? (minutes === null ? null : minutes * 60);
    finish(
      await untilStopped(terminal, seconds, (signal) =>
        run(terminal, config, { json, verbose, version: about.version, signal }),
      ),
    );
  });

program
  .command('health')
  .description('check everything that the configuration relies on')
  .option('-c, --config <file>', 'JSON configuration file')
  .option('--json', 'the report as JSON')
  .action(async ({ config: file, json = false }) => {
    const loaded = await loadConfiguration(terminal, file);
    finish(loaded ? await health(terminal, loaded.config, json) : exitCode.usage);
  });

program
  .command('load')
  .description('put load on this machine, for a detector to catch')
  .option('-d, --duration <seconds>', 'how long', numberArgument(1, 3600), 20)
  .option('--cores <count>', 'cores to keep busy', numberArgument(0, 1024), availableParallelism())
  .option('--memory <megabytes>', 'memory to hold', numberArgument(0, 2 ** 20), 0)
  .option('--disk <megabytes>', 'disk space to fill', numberArgument(0, 2 ** 20), 0)
  .option('--disk-folder <folder>', 'where to fill it (default: the folder for temporary files)')
  .action(async ({ duration, cores, memory, disk, diskFolder }) => {
    const amounts = { cores, memoryMegabytes: memory, diskMegabytes: disk, diskFolder };
    finish(
      await untilStopped(terminal, null, (signal) =>
        load(terminal, { durationSeconds: duration, ...amounts, signal }),
      ),
    );
  });

const config = program.command('config').description('show, validate or describe the configuration');
config
  .command('show')
  .description('every key, its value and what set it')
  .option('-c, --config <file>', 'JSON configuration file')
  .option('--json', 'the configuration as JSON')
  .action(async ({ config: file, json = false }) => finish(await showConfig(terminal, file, json)));
config
  .command('validate')
  .description('say everything that is wrong with a configuration')
  .option('-c, --config <file>', 'JSON configuration file')
  .action(async ({ config: file }) => finish(await validateConfig(terminal, file)));
config
  .command('schema')
  .description('print the JSON Schema of a configuration file')
  .action(() => finish(printConfigSchema(terminal)));

/** Names with commas between; `none` is no name. What is wrong with them is for the configuration to say. */
function toList(text: string | undefined): string[] | undefined {
  return text === 'none' ? [] : text?.split(',');
}

/** A flag as a number where it is one; else as it is, for the configuration to say what is wrong with it. */
function toNumber(text: string | undefined): number | string | undefined {
  if (text === undefined || text.trim() === '' || Number.isNaN(Number(text))) return text;
  return Number(text);
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    finish(error.exitCode === 0 ? exitCode.success : exitCode.usage);
  } else {
    say(terminal, `✗ ${error instanceof Error ? error.message : String(error)}`);
    finish(exitCode.failure);
  }
}
