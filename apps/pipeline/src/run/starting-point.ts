import type { Config } from '@ad/config';
import type { MlflowClient, ModelVersion } from '@ad/mlflow-client';
import type { Sample } from '@ad/models';
import { readableFeatures } from '../detectors/samples.js';
import { listKinds, type SavedDetector } from '../detectors/versioned-models.js';
import { type LiveSource, recorded } from '../recording/recorded.js';
import type { HistoryRecorder } from '../recording/recorder.js';
import { findChampion } from '../registry/find-champion.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { formatCount, formatDuration } from '../text/format.js';
import { baselineProgress, takeBaseline } from './baseline.js';
import { type GivenHistory, isGiven, knownHistory } from './known-history.js';

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
  /** Samples of this machine as often as a baseline needs them. */
  readonly watch: () => LiveSource;
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
  const { config, history, mlflow, modelName, recorder, watch, signal } = context;
  const { version: championVersion, saved } = await findChampion(terminal, mlflow, modelName, signal);
  const known = await knownHistory(terminal, config, history, signal);
  // What is there is of use for the features that this machine has now.
  const first = saved || known.length > 0 ? await firstOf(watch()) : undefined;
  const past = first ? ofThisMachine(terminal, known, first) : known;
  const champion = saved && !isGiven(history) ? usable(terminal, saved, first, context) : undefined;
  if (signal.aborted) return stopped(terminal);
  if (champion) {
    const age = formatDuration((Date.now() - champion.trainedAt) / 1000);
    const learned = formatCount(champion.samples, 'sample');
    say(terminal, `Loaded version ${champion.version} of ${modelName}, trained ${age} ago on ${learned}`);
    const { featureNames } = champion;
    return { ok: true, start: { featureNames, history: past, champion, championVersion } };
  }
  if (past.length > 0) {
    const from = `from ${formatCount(past.length, 'sample')} of history`;
    return { ok: true, start: learned(terminal, past, championVersion, from) };
  }
  const baseline = await takeBaseline(
    recorded(watch(), recorder),
    config,
    baselineProgress(terminal, config),
  );
  if (baseline.ok) return { ok: true, start: learned(terminal, baseline.samples, championVersion) };
  if (baseline.reason === 'stopped') return stopped(terminal);
  say(terminal, '✗ not one value of this machine could be read; see the lines above for the reasons');
  return baseline;
}

function learned(
  terminal: Terminal,
  history: readonly Sample[],
  championVersion: ModelVersion | undefined,
  from = '',
): StartingPoint {
  const featureNames = readableFeatures(history);
  say(terminal, `Learned ${featureNames.join(', ')} ${from}`.trimEnd());
  return { featureNames, history, champion: undefined, championVersion };
}

function stopped(terminal: Terminal): StartResult {
  say(terminal, 'Stopped before the baseline was complete.');
  return { ok: false, reason: 'stopped' };
}

/** The champion, where it is of the features and the kinds of models that are wanted here; nothing, after a line that says why, where not. */
function usable(
  terminal: Terminal,
  saved: SavedDetector,
  first: Sample | undefined,
  { config, modelName }: StartContext,
): SavedDetector | undefined {
  const reason = misfit(saved, config, first);
  if (reason === undefined) return saved;
  say(terminal, `! version ${saved.version} of ${modelName} ${reason}; a model is trained instead`);
  return undefined;
}

function misfit(
  { models, featureNames }: SavedDetector,
  { detection }: Config,
  first: Sample | undefined,
): string | undefined {
  const kinds = listKinds(models.map(({ kind }) => kind));
  const wanted = listKinds(detection.models);
  if (kinds !== wanted) return `is ${kinds}, and ${wanted} is configured`;
  if (!first) return undefined;
  const names = Object.keys(first.values);
  // One that cannot be read for once does not count.
  const isKnown = (name: string) => featureNames.includes(name) || Number.isNaN(first.values[name]);
  if (featureNames.every((name) => names.includes(name)) && names.every(isKnown)) return undefined;
  return `was trained on ${featureNames.join(', ')}, and this machine has ${names.join(', ')}`;
}

/** The history with the features that this machine has now; none, after a line that says why, where it lacks one. */
function ofThisMachine(terminal: Terminal, history: readonly Sample[], first: Sample): readonly Sample[] {
  const names = readableFeatures(history);
  const lacking = readableFeatures([first]).filter((name) => !names.includes(name));
  if (history.length > 0 && lacking.length > 0) {
    say(terminal, `! the history lacks ${lacking.join(', ')}; it is not learned from`);
    return [];
  }
  const kept = names.filter((name) => name in first.values);
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
