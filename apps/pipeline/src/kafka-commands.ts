import type { Command } from '@commander-js/extra-typings';
import about from '../package.json' with { type: 'json' };
import { runDuration, toNumber } from './command-line/arguments.js';
import { loadConfiguration } from './command-line/configuration.js';
import { type ExitCode, exitCode } from './command-line/exit-code.js';
import { untilStopped } from './command-line/shutdown.js';
import { collectCommand } from './commands/collect.js';
import { detectCommand } from './commands/detect.js';
import { kafkaSetup } from './commands/kafka.js';
import type { Terminal } from './terminal/terminal.js';

/** Adds the commands that need Kafka: the two halves of `ad run`, and what sets up their topics. */
export function addKafkaCommands(
  program: Command,
  terminal: Terminal,
  finish: (code: ExitCode) => void,
): void {
  program
    .command('collect')
    .description('send samples of this machine to Kafka, for detectors elsewhere')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('-d, --duration <seconds>', 'stop after this long', runDuration)
    .option('-p, --port <port>', 'port of the metrics page; 0 takes a free one')
    .option('-i, --interval <seconds>', 'seconds between samples')
    .option('--json', 'samples as JSON lines, also on a terminal')
    .option('-v, --verbose', 'say what the client of Kafka reports')
    .action(async ({ config: file, duration, port, interval, json = false, verbose = false }) => {
      const loaded = await loadConfiguration(terminal, file, {
        services: { prometheus_port: toNumber(port) },
        data_collection: { interval_seconds: toNumber(interval) },
      });
      if (!loaded) return finish(exitCode.usage);
      finish(
        await untilStopped(terminal, duration ?? null, (signal) =>
          collectCommand(terminal, loaded, { json, verbose, version: about.version, signal }),
        ),
      );
    });

  program
    .command('detect')
    .description('score the samples of any number of hosts from Kafka; start as many as you need')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('-d, --duration <seconds>', 'stop after this long', runDuration)
    .option('-p, --port <port>', 'port of the metrics page; 0 takes a free one')
    .option('--model-file <file>', 'models that all hosts share, as ad train --out writes them')
    .option(
      '--model-name <name>',
      'or the champion of that name in the registry, as ad train --name registers it',
    )
    .option('--json', 'alerts as JSON lines, also on a terminal')
    .option('-v, --verbose', 'say how it stands, and what the client of Kafka reports')
    .action(async ({ config: file, duration, port, modelFile, modelName, json = false, verbose = false }) => {
      const loaded = await loadConfiguration(terminal, file, {
        services: { prometheus_port: toNumber(port) },
        detection: { model_file: modelFile },
        lifecycle: { model_name: modelName },
      });
      if (!loaded) return finish(exitCode.usage);
      finish(
        await untilStopped(terminal, duration ?? null, (signal) =>
          detectCommand(terminal, loaded, { json, verbose, version: about.version, signal }),
        ),
      );
    });

  program
    .command('kafka')
    .description('set up what the configuration needs in Kafka')
    .command('setup')
    .description('create the topics that are missing, and say how the others differ from the configuration')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('--alter', 'change retention, cleanup and message size of topics that are there')
    .option('--json', 'the report as JSON')
    .option('-v, --verbose', 'say what the client of Kafka reports')
    .action(async ({ config: file, alter = false, json = false, verbose = false }) => {
      const loaded = await loadConfiguration(terminal, file);
      finish(loaded ? await kafkaSetup(terminal, loaded, { alter, json, verbose }) : exitCode.usage);
    });
}
