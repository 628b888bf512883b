import { availableParallelism } from 'node:os';
import type { Config } from '@ad/config';
import { Command, CommanderError, Option } from '@commander-js/extra-typings';
import about from '../package.json' with { type: 'json' };
import { type LearnOption, leastSamples, parseLearn } from './backtest/learning.js';
import {
  argument,
  durationArgument,
  numberArgument,
  runDuration,
  toList,
  toNumber,
} from './command-line/arguments.js';
import { loadConfiguration } from './command-line/configuration.js';
import { type ExitCode, exitCode } from './command-line/exit-code.js';
import { exitWhenWritten, untilStopped } from './command-line/shutdown.js';
import { backtestCommand } from './commands/backtest.js';
import { compareCommand } from './commands/compare.js';
import { printConfigSchema, showConfig, validateConfig } from './commands/config.js';
import { health } from './commands/health.js';
import { label } from './commands/label.js';
import { load } from './commands/load.js';
import { run } from './commands/run.js';
import { addGrafanaCommands } from './grafana-commands.js';
import { addKafkaCommands } from './kafka-commands.js';
import { addModelCommands } from './model-commands.js';
import { logLevels } from './terminal/log-level.js';
import { logTo, processTerminal, say } from './terminal/terminal.js';
import { parseTime } from './text/parse-time.js';

const terminal = processTerminal();

const timeArgument = argument(parseTime, 'a time such as 2026-01-31 or 2026-01-31T12:00:00Z');
const learnArgument = argument(
  parseLearn,
  `a share such as 30%, a number of samples from ${leastSamples}, or a file`,
);
const budgetsArgument = argument((text) => {
  const budgets = text.split(',').map(Number);
  return budgets.every((budget) => budget > 0 && budget <= 1000) ? budgets : undefined;
}, 'numbers above 0, up to 1000, with commas between them');

function finish(code: ExitCode): void {
  process.exitCode = code;
}

const program = new Command('ad')
  .description('Watches this machine, learns what is normal, and reports what is not.')
  .version(about.version)
  .exitOverride()
  .showHelpAfterError('(ad --help lists the commands)')
  .addOption(
    new Option('--log-format <format>', 'how what is said on the way is written to standard error')
      .choices(['text', 'json'] as const)
      .default('text'),
  )
  .addOption(
    new Option('--log-level <level>', 'what is less important is left out')
      .choices(logLevels)
      .default('info'),
  );
program.hook('preAction', () => {
  const { logFormat, logLevel } = program.opts();
  return logTo(terminal, logFormat, logLevel);
});

program
  .command('run')
  .description('learn a baseline, then score this machine live')
  .option('-c, --config <file>', 'JSON configuration file')
  .option('-d, --duration <seconds>', 'stop after this long, baseline included', runDuration)
  .option('-p, --port <port>', 'port of the metrics page; 0 takes a free one')
  .option('-i, --interval <seconds>', 'seconds between samples')
  .option(
    '-m, --models <kinds>',
    'isolation_forest,random_forest,lstm or some of them; none for the forecast alone',
  )
  .option(
    '--history <file...>',
    'learn from files in place of a baseline (default: what was recorded before)',
  )
  .option('--prometheus <url>', 'learn from the last 7 days that Prometheus has, in place of a baseline')
  .option('--json', 'verdicts as JSON lines, also on a terminal')
  .option('-v, --verbose', 'say more about what is going on')
  .action(
    async ({
      config: file,
      duration,
      port,
      interval,
      models,
      history = [],
      prometheus,
      json = false,
      verbose = false,
    }) => {
      const loaded = await loadConfiguration(terminal, file, {
        services: { prometheus_port: toNumber(port) },
        data_collection: { interval_seconds: toNumber(interval) },
        detection: { models: toList(models) },
      });
      if (!loaded) return finish(exitCode.usage);
      const minutes = loaded.config.data_collection.collection_duration_minutes;
      const seconds = duration ?? (minutes === null ? null : minutes * 60);
      finish(
        await untilStopped(terminal, seconds, (signal) =>
          run(terminal, loaded, {
            json,
            verbose,
            history: { files: history, prometheus },
            version: about.version,
            signal,
          }),
        ),
      );
    },
  );

replayCommand('backtest')
  .description('replay a file or the recorded history: what would have alarmed, and how often')
  .option('--budgets <list>', 'further budgets to try', budgetsArgument, [0.5, 1, 3, 7, 20])
  .action(async (files, options) => {
    const loaded = await loadConfiguration(terminal, options.config);
    if (!loaded) return finish(exitCode.usage);
    const command = { ...replayOptions(files, options, loaded.config), budgets: options.budgets };
    finish(
      await untilStopped(terminal, null, (signal) =>
        backtestCommand(terminal, loaded.config, { ...command, signal }),
      ),
    );
  });

replayCommand('compare')
  .description('champion and challenger, the three models and the detector side by side on the same samples')
  .action(async (files, options) => {
    const loaded = await loadConfiguration(terminal, options.config);
    if (!loaded) return finish(exitCode.usage);
    const command = replayOptions(files, options, loaded.config);
    finish(
      await untilStopped(terminal, null, (signal) =>
        compareCommand(terminal, loaded, { ...command, signal }),
      ),
    );
  });

addModelCommands(program, terminal, finish);

program
  .command('label')
  .description('say whether an alert was a true or a false alarm')
  .option('-c, --config <file>', 'JSON configuration file')
  .option('--history <folder>', 'folder that the labels are kept in, beside the recorded history')
  .option('--alert <id>', 'the alert, as verdicts and backtests name it')
  .option('--at <time>', 'or any sample: its time', timeArgument)
  .option('--host <name>', 'host of that sample (default: this one)')
  .option('--for <time>', 'how long it lasted, e.g. 10m', durationArgument)
  .option('--true', 'it was an anomaly')
  .option('--false', 'it was a false alarm')
  .option('--list', 'print the labels')
  .option('--json', 'print them as JSON')
  .action(async ({ config: file, ...options }) => {
    const loaded = await loadConfiguration(terminal, file);
    finish(loaded ? await label(terminal, loaded.config, options) : exitCode.usage);
  });

program
  .command('health')
  .description('check everything that the configuration relies on')
  .option('-c, --config <file>', 'JSON configuration file')
  .option('--json', 'the report as JSON')
  .action(async ({ config: file, json = false }) => {
    const loaded = await loadConfiguration(terminal, file);
    finish(loaded ? await health(terminal, loaded, json) : exitCode.usage);
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

addKafkaCommands(program, terminal, finish);
addGrafanaCommands(program, terminal, finish);

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

/** A command that replays samples: what it reads, what is learned before, and where its report goes. */
function replayCommand(name: string) {
  return program
    .command(name)
    .argument('[file...]', 'CSV or JSON lines, plain or gzipped, with or without a label column')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('--history <folder>', 'recorded history to replay where no file is given')
    .option('--prometheus <url>', 'ask Prometheus instead, for the last 7 days unless told otherwise')
    .option('--query <feature=promql...>', 'what to ask Prometheus for (default: what ad run exports)')
    .option('--since <time>', 'leave out what came before', timeArgument)
    .option('--until <time>', 'leave out what came after', timeArgument)
    .option('--last <time>', 'only the end of it, e.g. 7d', durationArgument)
    .option(
      '--interval <seconds>',
      'seconds between rows without a time, or samples of Prometheus',
      numberArgument(0.001, 31_536_000),
    )
    .option('--alerts-per-week <count>', 'alarms a week that are wanted', numberArgument(0.001, 1000))
    .option('--learn <what>', 'what is learned before: 30%, a number of samples, or a file', learnArgument)
    .option('--html <file>', 'write the report as a page')
    .option('--json', 'the report as JSON');
}

type ReplayFlags = ReturnType<ReturnType<typeof replayCommand>['opts']>;

function replayOptions(files: readonly string[], flags: ReplayFlags, config: Config) {
  return {
    query: {
      files,
      history: flags.history,
      range: {
        since: flags.since ?? Number.NEGATIVE_INFINITY,
        until: flags.until ?? Number.POSITIVE_INFINITY,
      },
      lastSeconds: flags.last,
      intervalSeconds: flags.interval,
      prometheus: flags.prometheus,
      queries: flags.query && Object.fromEntries(flags.query.map(splitQuery)),
    },
    alertsPerWeek: flags.alertsPerWeek ?? config.detection.alerts_per_week,
    learn: flags.learn ?? baselineOf(config),
    html: flags.html,
    json: flags.json ?? false,
  };
}

/** `feature=promql`, where the query may hold more such signs; a query alone names its feature too. */
function splitQuery(text: string): readonly [feature: string, query: string] {
  const match = /^(\w+)=(?!~)(.+)$/s.exec(text);
  return match ? [match[1], match[2]] : [text, text];
}

/** As many samples as `ad run` learns from before it judges. */
function baselineOf({ data_collection }: Config): LearnOption {
  const { baseline_duration_seconds, baseline_interval_seconds } = data_collection;
  return { kind: 'samples', count: Math.floor(baseline_duration_seconds / baseline_interval_seconds) };
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
exitWhenWritten(terminal);
