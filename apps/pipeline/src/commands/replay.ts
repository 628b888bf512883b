import { writeFile } from 'node:fs/promises';
import { CollectorError } from '@ad/collector';
import type { Config } from '@ad/config';
import type { Learning } from '../backtest/backtest.js';
import { type LearnOption, learningFrom } from '../backtest/learning.js';
import { fileSamples, type SampleSource } from '../backtest/sample-source.js';
import { type SampleQuery, selectSamples } from '../backtest/select-samples.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { type ProgressLine, progressLine } from '../terminal/progress.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { formatCount } from '../text/format.js';

/** What the commands that replay samples are asked for beside their configuration. */
export interface ReplayOptions {
  readonly query: SampleQuery;
  readonly alertsPerWeek: number;
  readonly learn: LearnOption;
  /** Where the page goes, if one is wanted. */
  readonly html: string | undefined;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** What came of a replay, ready to be shown. */
export interface ReplayResult {
  readonly report: { readonly samples: number; readonly judged: number; readonly hosts: number };
  readonly text: () => string;
  readonly json: () => unknown;
  readonly page: () => string;
}

/** Opens what a command asks for, replays it, and shows what came of it; says why where that cannot be done. */
export async function replay(
  terminal: Terminal,
  config: Config,
  { query, learn, html, json, signal }: ReplayOptions,
  run: (source: SampleSource, learning: Learning, progress: ProgressLine) => Promise<ReplayResult>,
): Promise<ExitCode> {
  const progress = progressLine(terminal);
  try {
    const source = await selectSamples(terminal, config, query, signal);
    const openFile = (path: string) => fileSamples([path], () => {}, { signal });
    const result = await run(source, await learningFrom(learn, source, openFile), progress);
    progress.clear();
    if (signal.aborted) {
      say(terminal, 'Stopped before the end; there is no report of a part.');
      return exitCode.failure;
    }
    if (result.report.judged === 0) {
      say(terminal, nothingJudged(result.report, source.name));
      return exitCode.failure;
    }
    terminal.out.write(json ? `${JSON.stringify(result.json(), null, 2)}\n` : result.text());
    if (html !== undefined) {
      await writeFile(html, result.page());
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

function nothingJudged({ samples, hosts }: ReplayResult['report'], name: string): string {
  if (samples === 0) return `✗ ${name} holds no sample in that span of time`;
  const those =
    hosts === 1 ? formatCount(samples, 'sample') : `${formatCount(samples, 'sample')} of ${hosts} hosts`;
  return `✗ nothing is left to judge: ${those}, and all are needed to learn from and to warm up; give fewer with --learn, or a history of its own with --learn FILE`;
}
