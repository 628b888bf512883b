import type { Config } from '@ad/config';
import type { Command } from '@commander-js/extra-typings';
import { durationArgument, timeArgument } from '../command-line/arguments.js';
import { ownHost, withConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { parseAlertId, type Span } from '../labels/alert-span.js';
import { appendLabel, inForce, type Label, labelFile, readLabels } from '../labels/label-file.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { formatDuration, formatTime } from '../text/format.js';
import { formatTable, printable } from '../text/table.js';

/** Adds `ad label`. */
export function addLabel(program: Command, terminal: Terminal): void {
  labelCommand(program).action(({ config: file, ...flags }) =>
    withConfiguration(terminal, file, {}, ({ config }) => label(terminal, config, flags)),
  );
}

function labelCommand(program: Command) {
  return program
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
    .option('--json', 'print them as JSON');
}

type LabelFlags = Omit<ReturnType<ReturnType<typeof labelCommand>['opts']>, 'config'>;

/** Keeps what people say of alerts beside the recorded history, for the random forest to learn from. */
async function label(terminal: Terminal, config: Config, flags: LabelFlags): Promise<ExitCode> {
  const folder = flags.history ?? config.data_collection.history_folder;
  if (folder === null) {
    say(
      terminal,
      '✗ labels are kept beside the recorded history: set data_collection.history_folder or give --history',
    );
    return exitCode.usage;
  }
  const path = labelFile(folder);
  if (flags.list) return list(terminal, path, flags.json ?? false);
  if (flags.true === flags.false) {
    say(terminal, '✗ say what it was: --true or --false; --list prints the labels');
    return exitCode.usage;
  }
  const span = spanOf(flags, config);
  if (typeof span === 'string') {
    say(terminal, `✗ ${span}`);
    return exitCode.usage;
  }
  const isAnomaly = flags.true === true;
  await appendLabel(path, {
    schemaVersion: 1,
    ...span,
    alertId: flags.alert ?? null,
    isAnomaly,
    labelledAt: Date.now(),
  });
  const lasts = span.to > span.from ? ` for ${formatDuration((span.to - span.from) / 1000)}` : '';
  const what = isAnomaly ? 'a true alarm' : 'a false alarm';
  say(terminal, `✓ ${printable(span.host)}, ${formatTime(span.from)} UTC${lasts}: ${what} (${path})`);
  return exitCode.success;
}

/** What the label is about, or why that cannot be told. */
function spanOf({ alert, at, host, for: seconds = 0 }: LabelFlags, config: Config): Span | string {
  if ((alert === undefined) === (at === undefined)) return 'say what it is about: --alert ID or --at TIME';
  const begins = at === undefined ? parseAlertId(alert ?? '') : { host: host ?? ownHost(config), from: at };
  if (!begins) return `--alert must be a name such as web-1/2026-01-31T12:00:00.000Z, got ${alert}`;
  return { ...begins, to: begins.from + seconds * 1000 };
}

async function list(terminal: Terminal, path: string, json: boolean): Promise<ExitCode> {
  const { labels, unreadableLines } = await readLabels(path);
  if (unreadableLines > 0) say(terminal, `! ${path}: ${unreadableLines} unreadable lines left out`);
  const current = inForce(labels);
  if (json) {
    terminal.out.write(`${JSON.stringify(current, null, 2)}\n`);
  } else if (current.length === 0) {
    say(terminal, `No labels in ${path}`);
  } else {
    terminal.out.write(
      formatTable<Label>(current, [
        { title: 'from (UTC)', value: ({ from }) => formatTime(from) },
        { title: 'lasts', value: ({ from, to }) => formatDuration((to - from) / 1000), align: 'right' },
        { title: 'label', value: ({ isAnomaly }) => (isAnomaly ? 'true' : 'false') },
        { title: 'host', value: ({ host }) => host },
        { title: 'alert', value: ({ alertId }) => alertId ?? '' },
      ]),
    );
  }
  return exitCode.success;
}
