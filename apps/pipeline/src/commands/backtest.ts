import { writeFile } from 'node:fs/promises';
import { CollectorError } from '@ad/collector';
import type { Config } from '@ad/config';
import { backtest } from '../backtest/backtest.js';
import { type LearnOption, learningFrom } from '../backtest/learning.js';
import { fileSamples } from '../backtest/samples.js';
import { type SampleQuery, selectSamples } from '../backtest/select-samples.js';
import { describeBacktest } from '../backtest/text.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { formatCount, formatTime } from '../format.js';
import { progressLine, toJson } from '../output.js';
import { backtestPage } from '../page/backtest-page.js';
import { prepareDetectors } from '../run/create-detector.js';
import { say, type Terminal } from '../terminal.js';

/** What `ad backtest` is asked for beside its configuration. */
export interface BacktestCommand {
  readonly query: SampleQuery;
  readonly alertsPerWeek: number;
  readonly budgets: readonly number[];
  readonly learn: LearnOption;
  /** Where the page goes, if one is wanted. */
  readonly html: string | undefined;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** Somewhat finer than the charts of the page are drawn. */
const traceSlots = 1600;

/** `ad backtest`: what would have alarmed, had the detector been running. */
export async function backtestCommand(
  terminal: Terminal,
  config: Config,
  command: BacktestCommand,
): Promise<ExitCode> {
  const { alertsPerWeek, budgets, html, json, signal } = command;
  const progress = progressLine(terminal);
  try {
    const source = await selectSamples(terminal, config, command.query, signal);
    const openFile = (path: string) => fileSamples([path], () => {}, { signal });
    const learning = await learningFrom(command.learn, source, openFile);
    const report = await backtest(source.read(), (_, history) => prepareDetectors(config, history, signal), {
      alertsPerWeek,
      budgets,
      learning,
      traceSlots: html === undefined ? 0 : traceSlots,
      signal,
      onProgress: (samples, timestamp) =>
        progress.show(`Replaying ${formatCount(samples, 'sample')} · ${formatTime(timestamp)}`),
    });
    progress.clear();
    if (signal.aborted) {
      say(terminal, 'Stopped before the end; there is no report of a part.');
      return exitCode.failure;
    }
    if (report.judged === 0) {
      say(terminal, nothingJudged(report.samples, report.hosts.length, source.name));
      return exitCode.failure;
    }
    terminal.out.write(
      json ? toJson({ ...report, hosts: report.hosts.map(withoutTrace) }) : describeBacktest(report),
    );
    if (html !== undefined) {
      await writeFile(html, backtestPage(report, source.name));
      say(terminal, `✓ ${html} shows it all`);
    }
    return exitCode.success;
  } catch (error) {
    progress.clear();
    if (!(error instanceof CollectorError)) throw error;
    say(terminal, `✗ ${error.message}`);
    return exitCode.failure;
  }
}

function withoutTrace<Host extends { readonly trace: unknown }>({
  trace,
  ...host
}: Host): Omit<Host, 'trace'> {
  return host;
}

function nothingJudged(samples: number, hosts: number, name: string): string {
  if (samples === 0) return `✗ ${name} holds no sample in that span of time`;
  const those =
    hosts === 1 ? formatCount(samples, 'sample') : `${formatCount(samples, 'sample')} of ${hosts} hosts`;
  return `✗ nothing is left to judge: ${those}, and all are needed to learn from; give fewer with --learn, or a history of its own with --learn FILE`;
}
