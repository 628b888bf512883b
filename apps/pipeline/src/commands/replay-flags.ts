import type { Config } from '@ad/config';
import type { Command } from '@commander-js/extra-typings';
import { type LearnOption, leastSamples, parseLearn } from '../backtest/learning.js';
import { argument, durationArgument, numberArgument, timeArgument } from '../command-line/arguments.js';

const learnArgument = argument(
  parseLearn,
  `a share such as 30%, a number of samples from ${leastSamples}, or a file`,
);

/** A command that replays samples: what it reads, what is learned before, and where its report goes. */
export function replayCommand(program: Command, name: string) {
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

/** What a replay is asked for by its arguments, and by the configuration where they leave it open. */
export function replayOptions(files: readonly string[], flags: ReplayFlags, config: Config) {
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
