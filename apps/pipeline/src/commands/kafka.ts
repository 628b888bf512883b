import type { Command } from '@commander-js/extra-typings';
import { type LoadedConfiguration, withConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { createKafka } from '../kafka/create-client.js';
import { unusableBroker } from '../kafka/describe-kafka-error.js';
import { readable, type TopicDifference } from '../kafka/topics/compare-topic.js';
import { setupTopics, type TopicReport } from '../kafka/topics/setup-topics.js';
import { type TopicSpec, topicsOf } from '../kafka/topics/topic-specs.js';
import { withAdmin } from '../kafka/with-admin.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { formatCount } from '../text/format.js';

/** Adds `ad kafka setup`. */
export function addKafka(program: Command, terminal: Terminal): void {
  program
    .command('kafka')
    .description('set up what the configuration needs in Kafka')
    .command('setup')
    .description('create the topics that are missing, and say how the others differ from the configuration')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('--alter', 'change retention, cleanup and message size of topics that are there')
    .option('--json', 'the report as JSON')
    .option('-v, --verbose', 'say what the client of Kafka reports')
    .action(({ config, alter = false, json = false, verbose = false }) =>
      withConfiguration(terminal, config, {}, (loaded) => setUp(terminal, loaded, { alter, json, verbose })),
    );
}

/** What `ad kafka setup` is asked for. */
interface SetupOptions {
  /** Change topics that are there and have another retention, cleanup or size of messages. */
  readonly alter: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
}

/** One line per topic; success only when all of them are as the configuration wants them. */
async function setUp(
  terminal: Terminal,
  { config, secrets }: LoadedConfiguration,
  { alter, json, verbose }: SetupOptions,
): Promise<ExitCode> {
  const onLog = verbose ? (line: string) => say(terminal, line) : undefined;
  const created = await createKafka(config, secrets, 'ad-kafka-setup', onLog);
  if (!created.ok) {
    say(terminal, `✗ ${created.message}`);
    return exitCode.usage;
  }
  const specs = topicsOf(config);
  let reports: readonly TopicReport[];
  try {
    reports = await withAdmin(created.kafka, (admin) => setupTopics(admin, specs, secrets, alter));
  } catch (error) {
    const { line, advice } = unusableBroker(config, error, secrets);
    say(terminal, `✗ ${line}; ${advice}`);
    return exitCode.failure;
  }
  if (json) {
    terminal.out.write(`${JSON.stringify(reports, null, 2)}\n`);
  } else {
    terminal.out.write(asText(reports, specs));
    for (const advice of adviceOn(reports)) say(terminal, `→ ${advice}`);
  }
  return reports.every(({ state }) => state !== 'different' && state !== 'failed')
    ? exitCode.success
    : exitCode.failure;
}

function asText(reports: readonly TopicReport[], specs: readonly TopicSpec[]): string {
  const width = Math.max(...reports.map(({ topic }) => topic.length));
  const lines = reports.map((report, i) => {
    const mark = report.state === 'different' || report.state === 'failed' ? '✗' : '✓';
    const what = `${report.topic.padEnd(width)}  ${report.carries.padEnd('dead letters'.length)}`;
    return `${mark} ${what}  ${describe(report, specs[i])}\n`;
  });
  return lines.join('');
}

/** Most topics differ in the same thing: what to do about it is said once. */
function adviceOn(reports: readonly TopicReport[]): ReadonlySet<string> {
  return new Set(reports.flatMap(({ differences }) => differences.map(({ advice }) => advice)));
}

function describe({ state, altered, differences, problem }: TopicReport, spec: TopicSpec): string {
  switch (state) {
    case 'created':
      return `created with ${formatCount(spec.partitions, 'partition')}`;
    case 'right':
      return 'is there, as it should be';
    case 'altered':
    case 'different':
      return [...altered.map(change), ...differences.map(({ message }) => message)].join('; ');
    case 'failed':
      return `could not be set up: ${problem}`;
  }
}

function change({ setting, actual, expected }: TopicDifference): string {
  return `${setting} was ${readable(setting, actual)} and is now ${readable(setting, expected)}`;
}
