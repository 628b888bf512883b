import type { HostProblem } from '@ad/collector';
import { ConsoleExporter } from '@ad/exporters/console';
import type { LoadedConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { listKinds } from '../detectors/versioned-models.js';
import { marked, recorded } from '../recording/recorded.js';
import type { HistoryRecorder } from '../recording/recorder.js';
import { modelName } from '../registry/model-name.js';
import { openMlflow } from '../registry/open-mlflow.js';
import type { MetricsPage } from '../sinks/metrics-page.js';
import { openAlertmanager } from '../sinks/open-alertmanager.js';
import type { openVerdictOutbox } from '../sinks/open-verdict-outbox.js';
import { StoredFirst } from '../sinks/stored-first.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { formatCount } from '../text/format.js';
import type { Tracking } from '../tracking/tracking.js';
import { detect, type Tally } from './detect.js';
import { type HostDetector, startHostDetector } from './host-detector.js';
import { describeProblem, hostSamples } from './host-samples.js';
import type { GivenHistory } from './known-history.js';
import { findStart, type StartingPoint } from './starting-point.js';

/** What `ad run` is asked for beside its configuration. */
export interface WatchOptions {
  readonly json: boolean;
  readonly verbose: boolean;
  /** Learned from in place of a baseline. */
  readonly history: GivenHistory;
  readonly signal: AbortSignal;
}

/** What is open around the watching; whoever opened it closes it. */
export interface Surroundings {
  readonly page: MetricsPage;
  readonly recorder: HistoryRecorder | undefined;
  readonly outbox: ReturnType<typeof openVerdictOutbox>;
  readonly tracking: Tracking;
}

/** Finds out what this machine is like, and scores it live until the signal. */
export async function watchHost(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  options: WatchOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { config } = loaded;
  const { page, recorder } = surroundings;
  const { interval_seconds, baseline_interval_seconds } = config.data_collection;
  const { url } = page.server;
  say(terminal, `Watching this machine · to see it, open ${url} · metrics on ${url}/metrics · Ctrl-C stops`);
  const found = await findStart(terminal, {
    config,
    history: options.history,
    mlflow: openMlflow(loaded),
    modelName: modelName(config),
    recorder,
    watch: () => ownSamples(terminal, loaded, baseline_interval_seconds, options.signal),
    signal: options.signal,
  });
  if (!found.ok) return found.reason === 'stopped' ? exitCode.success : exitCode.failure;
  say(terminal, `Scoring every ${interval_seconds} s`);
  const detector = startDetector(terminal, loaded, found.start, options, surroundings);
  const { samples, anomalies } = await score(terminal, loaded, detector, options, surroundings);
  const begun = anomalies === 1 ? '1 anomaly' : `${anomalies} anomalies`;
  say(terminal, `Stopped. ${samples} samples scored, ${begun}.`);
  return exitCode.success;
}

function ownSamples(
  terminal: Terminal,
  { config }: LoadedConfiguration,
  intervalSeconds: number,
  signal: AbortSignal,
) {
  const onProblem = (problem: HostProblem): void => say(terminal, describeProblem(problem));
  return hostSamples(config, intervalSeconds, signal, onProblem);
}

function startDetector(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  start: StartingPoint,
  { verbose, signal }: WatchOptions,
  { page: { prometheus }, tracking }: Surroundings,
): HostDetector {
  return startHostDetector({
    config: loaded.config,
    start,
    mlflow: openMlflow(loaded),
    tracking,
    modelName: modelName(loaded.config),
    signal,
    say: (line) => say(terminal, line),
    onTraining: (training) => prometheus.recordTraining(training),
    onModels({ models, version, samples, trainedAt }, reason) {
      if (reason) prometheus.recordModelChange(reason);
      prometheus.setModelTrainedAt(trainedAt);
      if (!verbose) return;
      const kinds = listKinds(models.map(({ kind }) => kind));
      say(terminal, `Version ${version} judges: ${kinds}, trained on ${formatCount(samples, 'sample')}`);
    },
  });
}

async function score(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  detector: HostDetector,
  { json, signal }: WatchOptions,
  { page: { prometheus, dashboard, readiness }, recorder, outbox }: Surroundings,
): Promise<Tally> {
  const { config } = loaded;
  const alertmanager = openAlertmanager(terminal, config);
  const format = json || !terminal.out.isTTY ? 'json' : 'line';
  const lines = new ConsoleExporter({ stream: terminal.out, format, color: terminal.color });
  const output = new StoredFirst(outbox, lines);
  readiness.current = { ready: true };
  // When nobody reads the lines any more, there is nobody left to detect for.
  const unread = new AbortController();
  const either = AbortSignal.any([signal, unread.signal]);
  const live = ownSamples(terminal, loaded, config.data_collection.interval_seconds, either);
  const undisturbed = marked(live, () => detector.takeDisturbance());
  const tally = await detect((sample) => detector.observe(sample), recorded(undisturbed, recorder), {
    console: output,
    prometheus,
    others: [alertmanager, dashboard].filter((other) => other !== undefined),
    onUnread: () => unread.abort(),
  });
  await Promise.all([output.close(), alertmanager?.close()]);
  return tally;
}
