import type { Problem } from '@ad/collector';
import type { Config } from '@ad/config';
import { ConsoleExporter, formatProgress } from '@ad/exporters/console';
import {
  type MetricsServer,
  PrometheusExporter,
  type Readiness,
  startMetricsServer,
} from '@ad/exporters/prometheus';
import { StreamingDetector } from '@ad/models';
import { type ExitCode, exitCode } from '../exit-code.js';
import { createRecorder } from '../recording/create-recorder.js';
import { marked, recorded } from '../recording/recorded.js';
import type { HistoryRecorder } from '../recording/recorder.js';
import { type BaselineResult, takeBaseline } from '../run/baseline.js';
import { detect } from '../run/detect.js';
import { detectorOptions } from '../run/detector-options.js';
import { describeProblem, hostSamples } from '../run/host-samples.js';
import { type GivenHistory, knownHistory } from '../run/known-history.js';
import { type Relearned, Relearning } from '../run/relearning.js';
import { readableFeatures, train } from '../run/train.js';
import { redraw, say, type Terminal } from '../terminal.js';

/** What `ad run` is asked for beside its configuration. */
export interface RunOptions {
  readonly json: boolean;
  readonly verbose: boolean;
  /** Learned from in place of a baseline. */
  readonly history: GivenHistory;
  /** Version of the application, for `anomaly_detection_build_info`. */
  readonly version: string;
  readonly signal: AbortSignal;
}

/** Watches this machine: serves metrics, learns a baseline, then scores live until the signal. */
export async function run(terminal: Terminal, config: Config, options: RunOptions): Promise<ExitCode> {
  const readiness: { current: Readiness } = { current: { ready: false, reason: 'learning what is normal' } };
  const prometheus = new PrometheusExporter({ version: options.version, readiness: () => readiness.current });
  const { http_host, prometheus_port } = config.services;
  const started = await startMetricsServer({
    source: prometheus,
    host: http_host,
    port: prometheus_port,
    isReady: () => readiness.current,
    onError: (error) => say(terminal, `! metrics: ${String(error)}`),
  });
  if (!started.ok) {
    say(terminal, `✗ ${started.message}`);
    say(terminal, 'Nothing was started. Choose another port with --port or PROMETHEUS_PORT.');
    return exitCode.failure;
  }
  const recorder = createRecorder(terminal, config);
  try {
    return await watch(terminal, config, options, prometheus, started.server, readiness, recorder);
  } finally {
    await recorder?.close();
    await started.server.close();
  }
}

async function watch(
  terminal: Terminal,
  config: Config,
  { json, verbose, history, signal }: RunOptions,
  prometheus: PrometheusExporter,
  server: MetricsServer,
  readiness: { current: Readiness },
  recorder: HistoryRecorder | undefined,
): Promise<ExitCode> {
  const onProblem = (problem: Problem): void => say(terminal, describeProblem(problem));
  const { interval_seconds, baseline_interval_seconds } = config.data_collection;
  say(terminal, `Watching this machine · metrics on ${server.url}/metrics · Ctrl-C stops`);

  const past = await knownHistory(terminal, config, history, signal);
  const baseline: BaselineResult =
    past.length > 0
      ? { ok: true, samples: past }
      : await takeBaseline(
          recorded(hostSamples(config, baseline_interval_seconds, signal, onProblem), recorder),
          config,
          baselineProgress(terminal, config),
        );
  if (!baseline.ok) {
    if (baseline.reason === 'stopped') {
      say(terminal, 'Stopped before the baseline was complete.');
      return exitCode.success;
    }
    say(terminal, '✗ not one value of this machine could be read; see the lines above for the reasons');
    return exitCode.failure;
  }
  const featureNames = readableFeatures(baseline.samples);
  const from = past.length > 0 ? ` from ${past.length} samples of history` : '';
  say(terminal, `Learned ${featureNames.join(', ')}${from} · scoring every ${interval_seconds} s`);

  // The forecast alone scores at once; the models join when they have been trained.
  const detector = new StreamingDetector(detectorOptions(config, featureNames, []));
  for (const sample of baseline.samples) detector.learn(sample);
  const format = json || !terminal.out.isTTY ? 'json' : 'line';
  const output = new ConsoleExporter({ stream: terminal.out, format, color: terminal.color });
  readiness.current = { ready: true };
  const live = hostSamples(config, interval_seconds, signal, onProblem);
  const relearning = new Relearning(baseline.samples, (samples) =>
    train(config.detection.models, samples, config, signal),
  );
  const onRelearned = (relearned: Relearned): void => {
    if (signal.aborted) return;
    if (!relearned.ok) {
      prometheus.recordTraining({ result: 'failure', durationSeconds: Number.NaN });
      say(terminal, `! training the models failed: ${String(relearned.error)}`);
      return;
    }
    const { models, trainingSeconds } = relearned.trained;
    if (models.length === 0) return;
    prometheus.recordTraining({ result: 'success', durationSeconds: trainingSeconds });
    const kinds = models.map(({ kind }) => kind).join(', ');
    if (verbose) say(terminal, `Trained ${kinds} in ${trainingSeconds.toFixed(2)} s`);
  };
  const undisturbed = marked(live, () => relearning.takeDisturbance());
  const sinks = { console: output, prometheus, onRelearned };
  const tally = await detect(detector, recorded(undisturbed, recorder), relearning, sinks);
  await output.close();
  const anomalies = tally.anomalies === 1 ? '1 anomaly' : `${tally.anomalies} anomalies`;
  say(terminal, `Stopped. ${tally.samples} samples scored, ${anomalies}.`);
  return exitCode.success;
}

/** A bar that is redrawn on a terminal; elsewhere one line at the beginning. */
function baselineProgress(terminal: Terminal, config: Config): (taken: number, needed: number) => void {
  const { baseline_duration_seconds: totalSeconds } = config.data_collection;
  if (!terminal.err.isTTY) {
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
