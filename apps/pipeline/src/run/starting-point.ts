import type { HostProblem } from '@ad/collector';
import type { Config } from '@ad/config';
import { formatProgress } from '@ad/exporters/console';
import type { MlflowClient, ModelVersion } from '@ad/mlflow-client';
import type { Sample } from '@ad/models';
import { formatCount, formatDuration } from '../format.js';
import { type FoundChampion, findChampion, fits } from '../lifecycle/find-champion.js';
import type { SavedDetector } from '../lifecycle/versioned-models.js';
import { recorded } from '../recording/recorded.js';
import type { HistoryRecorder } from '../recording/recorder.js';
import { isDrawn, redraw, say, type Terminal } from '../terminal.js';
import { takeBaseline } from './baseline.js';
import { hostSamples } from './host-samples.js';
import { type GivenHistory, knownHistory } from './known-history.js';
import { readableFeatures } from './train.js';

/** What a detector of this machine begins with. */
export interface StartingPoint {
  readonly featureNames: readonly string[];
  /** What is known of this machine, oldest first. */
  readonly history: readonly Sample[];
  /** The registry's champion; nothing where a model is to be trained. */
  readonly champion: SavedDetector | undefined;
  /** The version that the registry calls champion, usable or not. */
  readonly championVersion: ModelVersion | undefined;
}

/** Where to look for it. */
export interface StartContext {
  readonly config: Config;
  readonly history: GivenHistory;
  readonly mlflow: MlflowClient;
  readonly modelName: string;
  readonly recorder: HistoryRecorder | undefined;
  readonly onProblem: (problem: HostProblem) => void;
  readonly signal: AbortSignal;
}

/** `stopped` and `nothing_readable` have been said. */
export type StartResult =
  | { readonly ok: true; readonly start: StartingPoint }
  | { readonly ok: false; readonly reason: 'stopped' | 'nothing_readable' };

/**
 * Finds out what to begin with: a history that was given is learned from; else the champion of the registry judges at once, knowing
 * what was recorded since; else what was recorded is learned from, or a baseline is taken.
 */
export async function findStart(terminal: Terminal, context: StartContext): Promise<StartResult> {
  const { config, history, mlflow, modelName, signal } = context;
  const isGiven = history.files.length > 0 || history.prometheus !== undefined;
  const found = await findChampion(terminal, mlflow, modelName, signal);
  const known = await knownHistory(terminal, config, history, signal);
  const past = known.length > 0 ? await ofThisMachine(terminal, known, context) : [];
  const champion = isGiven ? undefined : await usable(terminal, found, context);
  if (signal.aborted) return stopped(terminal);
  if (champion) {
    const age = formatDuration((Date.now() - champion.trainedAt) / 1000);
    const learned = formatCount(champion.samples, 'sample');
    say(terminal, `Loaded version ${champion.version} of ${modelName}, trained ${age} ago on ${learned}`);
    const { featureNames } = champion;
    return { ok: true, start: { featureNames, history: past, champion, championVersion: found.version } };
  }
  if (past.length > 0) {
    const featureNames = readableFeatures(past);
    say(terminal, `Learned ${featureNames.join(', ')} from ${formatCount(past.length, 'sample')} of history`);
    return begun(featureNames, past);
  }
  const baseline = await takeBaseline(
    recorded(
      hostSamples(config, config.data_collection.baseline_interval_seconds, signal, context.onProblem),
      context.recorder,
    ),
    config,
    baselineProgress(terminal, config),
  );
  if (!baseline.ok) {
    if (baseline.reason === 'stopped') return stopped(terminal);
    say(terminal, '✗ not one value of this machine could be read; see the lines above for the reasons');
    return baseline;
  }
  const featureNames = readableFeatures(baseline.samples);
  say(terminal, `Learned ${featureNames.join(', ')}`);
  return begun(featureNames, baseline.samples);

  function begun(featureNames: readonly string[], samples: readonly Sample[]): StartResult {
    const start = { featureNames, history: samples, champion: undefined, championVersion: found.version };
    return { ok: true, start };
  }
}

function stopped(terminal: Terminal): StartResult {
  say(terminal, 'Stopped before the baseline was complete.');
  return { ok: false, reason: 'stopped' };
}

/** The champion, where it is of the features and the kinds of models that are wanted here. */
async function usable(
  terminal: Terminal,
  { saved }: FoundChampion,
  { config, onProblem, signal, modelName }: StartContext,
): Promise<SavedDetector | undefined> {
  if (!saved) return undefined;
  const reason = await misfit(saved, config, signal, onProblem);
  if (reason === undefined) return saved;
  say(terminal, `! version ${saved.version} of ${modelName} ${reason}; a model is trained instead`);
  return undefined;
}

async function misfit(
  saved: SavedDetector,
  config: Config,
  signal: AbortSignal,
  onProblem: (problem: HostProblem) => void,
): Promise<string | undefined> {
  const kinds = saved.models.map(({ kind }) => kind).join(', ') || 'the forecast alone';
  const wanted = config.detection.models.join(', ') || 'the forecast alone';
  if (kinds !== wanted) return `is ${kinds}, and ${wanted} is configured`;
  const first = await firstOf(
    hostSamples(config, config.data_collection.baseline_interval_seconds, signal, onProblem),
  );
  if (!first || fits(saved, first.values)) return undefined;
  return `was trained on ${saved.featureNames.join(', ')}, and this machine has ${Object.keys(first.values).join(', ')}`;
}

/** The history with the features that this machine has now; none, after a line that says why, where it lacks one. */
async function ofThisMachine(
  terminal: Terminal,
  history: readonly Sample[],
  { config, signal, onProblem }: StartContext,
): Promise<readonly Sample[]> {
  const interval = config.data_collection.baseline_interval_seconds;
  const now = await firstOf(hostSamples(config, interval, signal, onProblem));
  if (!now) return history;
  const names = readableFeatures(history);
  const lacking = Object.keys(now.values).filter(
    (name) => Number.isFinite(now.values[name]) && !names.includes(name),
  );
  if (lacking.length > 0) {
    say(terminal, `! the history lacks ${lacking.join(', ')}; it is not learned from`);
    return [];
  }
  const kept = names.filter((name) => name in now.values);
  if (kept.length === names.length) return history;
  return history.map(({ values, ...sample }) => ({
    ...sample,
    values: Object.fromEntries(kept.map((name) => [name, values[name] ?? Number.NaN])),
  }));
}

async function firstOf(source: AsyncIterable<Sample>): Promise<Sample | undefined> {
  for await (const sample of source) return sample;
  return undefined;
}

/** A bar that is redrawn on a terminal; elsewhere one line at the beginning. */
function baselineProgress(terminal: Terminal, config: Config): (taken: number, needed: number) => void {
  const { baseline_duration_seconds: totalSeconds } = config.data_collection;
  if (!isDrawn(terminal)) {
    say(terminal, `Learning what is normal for ${totalSeconds} s`);
    return () => {};
  }
  redraw(terminal, formatProgress({ elapsedSeconds: 0, totalSeconds, width: 30 }));
  return (taken, needed) => {
    redraw(
      terminal,
      formatProgress({ elapsedSeconds: (taken / needed) * totalSeconds, totalSeconds, width: 30 }),
    );
    if (taken === needed) say(terminal, '');
  };
}
