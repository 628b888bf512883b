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
import { recorded } from '../recording/recorded.js';
import type { HistoryRecorder } from '../recording/recorder.js';
import { detect } from '../run/detect.js';
import { describeProblem, hostSamples } from '../run/host-samples.js';
import { type Learned, learn } from '../run/learn.js';
import { type Relearned, Relearning } from '../run/relearning.js';
import { train } from '../run/train.js';
import { redraw, say, type Terminal } from '../terminal.js';

/** What `ad run` is asked for beside its configuration. */
export interface RunOptions {
  readonly json: boolean;
  readonly verbose: boolean;
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
  { json, verbose, signal }: RunOptions,
  prometheus: PrometheusExporter,
  server: MetricsServer,
  readiness: { current: Readiness },
  recorder: HistoryRecorder | undefined,
): Promise<ExitCode> {
  const onProblem = (problem: Parameters<typeof describeProblem>[0]): void =>
    say(terminal, describeProblem(problem));
  const { interval_seconds, baseline_interval_seconds } = config.data_collection;
  say(terminal, `Watching this machine · metrics on ${server.url}/metrics · Ctrl-C stops`);

  const first = hostSamples(config, baseline_interval_seconds, signal, onProblem);
  const result = await learn(recorded(first, recorder), config, signal, baselineProgress(terminal, config));
  if (!result.ok) {
    if (result.reason === 'stopped') {
      say(terminal, 'Stopped before the baseline was complete.');
      return exitCode.success;
    }
    say(terminal, '✗ not one value of this machine could be read; see the lines above for the reasons');
    return exitCode.failure;
  }
  const { model, trainingSeconds, baseline, waiting } = result.learned;
  prometheus.recordTraining({ result: 'success', durationSeconds: trainingSeconds });
  say(terminal, describeModel(result.learned, config, verbose));

  const { target_rate, window, confirm } = config.detection;
  const threshold = { window, ...(target_rate === null ? {} : { targetRate: target_rate }) };
  const detector = new StreamingDetector({ model, threshold, confirm });
  const format = json || !terminal.out.isTTY ? 'json' : 'line';
  const output = new ConsoleExporter({ stream: terminal.out, format, color: terminal.color });
  readiness.current = { ready: true };
  const live = hostSamples(config, interval_seconds, signal, onProblem);
  const relearning = new Relearning(baseline, (samples) =>
    train(samples, model.featureNames, config, signal),
  );
  const onRelearned = (relearned: Relearned): void => {
    if (signal.aborted) return;
    if (!relearned.ok) {
      prometheus.recordTraining({ result: 'failure', durationSeconds: Number.NaN });
      say(terminal, `! learning again failed: ${String(relearned.error)}`);
      return;
    }
    const { trainingSeconds } = relearned.trained;
    prometheus.recordTraining({ result: 'success', durationSeconds: trainingSeconds });
    if (verbose) say(terminal, `Learned again, from ${relearned.recent.length} samples`);
  };
  const sinks = { console: output, prometheus, onRelearned };
  const tally = await detect(detector, waiting, recorded(live, recorder), relearning, sinks);
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

function describeModel({ model, trainingSeconds }: Learned, config: Config, verbose: boolean): string {
  const { interval_seconds } = config.data_collection;
  const brief = `Learned ${model.featureNames.join(', ')} · scoring every ${interval_seconds} s`;
  if (!verbose) return brief;
  const { low, high } = model.calibration;
  const ranges = model.featureNames.map((name, j) => `${name} ${low[j].toFixed(1)}-${high[j].toFixed(1)}`);
  const training = `Model ${model.kind}, trained in ${trainingSeconds.toFixed(2)} s`;
  return `${brief}\n${training}; usual ranges: ${ranges.join(', ')}`;
}
