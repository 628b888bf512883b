import type { Config } from '@ad/config';
import { backtest } from '../backtest/backtest.js';
import { backtestPage } from '../backtest/page/backtest-page.js';
import { describeBacktest } from '../backtest/text.js';
import type { ExitCode } from '../exit-code.js';
import { formatCount, formatTime } from '../format.js';
import { labelFile, readLabels } from '../labels/label-file.js';
import { prepareDetectors } from '../run/create-detector.js';
import type { Terminal } from '../terminal.js';
import { type ReplayCommand, replay } from './replay.js';

/** What `ad backtest` is asked for beside its configuration. */
export interface BacktestCommand extends ReplayCommand {
  readonly budgets: readonly number[];
}

/** Somewhat finer than the charts of the page are drawn. */
const traceSlots = 1600;

/** `ad backtest`: what would have alarmed, had the detector been running. */
export async function backtestCommand(
  terminal: Terminal,
  config: Config,
  command: BacktestCommand,
): Promise<ExitCode> {
  const { alertsPerWeek, budgets, html, signal } = command;
  const folder = command.query.history ?? config.data_collection.history_folder;
  return replay(terminal, config, command, async (source, learning, progress) => {
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
