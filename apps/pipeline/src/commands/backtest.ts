import type { Config } from '@ad/config';
import type { Command } from '@commander-js/extra-typings';
import { backtest } from '../backtest/backtest.js';
import { backtestPage } from '../backtest/page/backtest-page.js';
import { describeBacktest } from '../backtest/text.js';
import { argument } from '../command-line/arguments.js';
import { withConfiguration } from '../command-line/configuration.js';
import type { ExitCode } from '../command-line/exit-code.js';
import { untilStopped } from '../command-line/shutdown.js';
import { labelFile, readLabels } from '../labels/label-file.js';
import type { Terminal } from '../terminal/terminal.js';
import { formatCount, formatTime } from '../text/format.js';
import { prepareDetectors } from '../training/prepare-detectors.js';
import { type ReplayOptions, replay } from './replay.js';
import { replayCommand, replayOptions } from './replay-flags.js';

const budgetsArgument = argument((text) => {
  const budgets = text.split(',').map(Number);
  return budgets.every((budget) => budget > 0 && budget <= 1000) ? budgets : undefined;
}, 'numbers above 0, up to 1000, with commas between them');

/** Adds `ad backtest`. */
export function addBacktest(program: Command, terminal: Terminal): void {
  replayCommand(program, 'backtest')
    .description('replay a file or the recorded history: what would have alarmed, and how often')
    .option('--budgets <list>', 'further budgets to try', budgetsArgument, [0.5, 1, 3, 7, 20])
    .action((files, flags) =>
      withConfiguration(terminal, flags.config, {}, ({ config }) =>
        untilStopped(terminal, null, (signal) =>
          runBacktest(terminal, config, flags.budgets, {
            ...replayOptions(files, flags, config),
            signal,
          }),
        ),
      ),
    );
}

/** Somewhat finer than the charts of the page are drawn. */
const traceSlots = 1600;

/** What would have alarmed, had the detector been running. */
async function runBacktest(
  terminal: Terminal,
  config: Config,
  budgets: readonly number[],
  options: ReplayOptions,
): Promise<ExitCode> {
  const { alertsPerWeek, html, signal } = options;
  const folder = options.query.history ?? config.data_collection.history_folder;
  return replay(terminal, config, options, async (source, learning, progress) => {
    const { labels } = folder === null ? { labels: [] } : await readLabels(labelFile(folder));
    const report = await backtest(
      source.read(),
      (_, history) => prepareDetectors(config, history, labels, signal),
      {
        alertsPerWeek,
        budgets,
        learning,
        traceSlots: html === undefined ? 0 : traceSlots,
        signal,
        onProgress: (samples, timestamp) =>
          progress.show(`Replaying ${formatCount(samples, 'sample')} · ${formatTime(timestamp)}`),
      },
    );
    return {
      report: { ...report, hosts: report.hosts.length },
      text: () => describeBacktest(report),
      json: () => ({ ...report, hosts: report.hosts.map(({ trace, ...host }) => host) }),
      page: () => backtestPage(report, source.name),
    };
  });
}
