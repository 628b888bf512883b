import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Config } from '@ad/config';
import { historyFiles, labelsFileName } from '../backtest/samples.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { formatDuration, formatTime } from '../format.js';
import { type AlertSpan, lastOfAlert, parseAlertId } from '../labels/find-alert.js';
import { appendLabel, inForce, type Label, readLabels } from '../labels/label-file.js';
import { historyFolder } from '../run/history-folder.js';
import { formatTable, printable } from '../table.js';
import { say, type Terminal } from '../terminal.js';

/** What `ad label` is asked for. */
export interface LabelCommand {
  readonly history?: string | undefined;
  readonly alert?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at?: number | undefined;
  readonly host?: string | undefined;
  /** Seconds. */
  readonly for?: number | undefined;
  readonly true?: true | undefined;
  readonly false?: true | undefined;
  readonly list?: true | undefined;
  readonly json?: true | undefined;
}

/** `ad label`: keeps what people say of alerts beside the recorded history, for the random forest to learn from. */
export async function label(terminal: Terminal, config: Config, command: LabelCommand): Promise<ExitCode> {
  const folder = command.history ?? historyFolder(config);
  const path = join(folder, labelsFileName);
  if (command.list) return list(terminal, path, command.json ?? false);
  if (command.true === command.false) {
    say(terminal, '✗ say what it was: --true or --false; --list prints the labels');
    return exitCode.usage;
  }
  const span = await spanOf(command, config, folder);
  if (typeof span === 'string') {
    say(terminal, `✗ ${span}`);
    return exitCode.usage;
  }
  const isAnomaly = command.true === true;
  await appendLabel(path, {
    schemaVersion: 1,
    ...span,
    alertId: command.alert ?? null,
    isAnomaly,
    labelledAt: Date.now(),
  });
  const lasts = span.to > span.from ? ` for ${formatDuration((span.to - span.from) / 1000)}` : '';
  const what = isAnomaly ? 'a true alarm' : 'a false alarm';
  say(terminal, `✓ ${printable(span.host)}, ${formatTime(span.from)} UTC${lasts}: ${what} (${path})`);
  return exitCode.success;
}

/** What the label is about, or why that cannot be told. */
async function spanOf(
  { alert, at, host, for: seconds }: LabelCommand,
  config: Config,
  folder: string,
): Promise<AlertSpan | string> {
  if ((alert === undefined) === (at === undefined)) return 'say what it is about: --alert ID or --at TIME';
  if (at !== undefined) {
    const to = at + (seconds ?? 0) * 1000;
    return { host: host ?? config.data_collection.host ?? hostname(), from: at, to };
  }
  const span = parseAlertId(alert ?? '');
  if (!span) return `--alert must be a name such as web-1/2026-01-31T12:00:00.000Z, got ${alert}`;
  if (seconds !== undefined) return { ...span, to: span.from + seconds * 1000 };
  const last = await lastOfAlert(await historyFiles(folder), alert ?? '');
  return { ...span, to: Math.max(span.from, last ?? span.from) };
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
