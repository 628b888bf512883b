import type { Problem } from '@ad/collector';
import type { Config } from '@ad/config';
import { ConsoleExporter, formatProgress } from '@ad/exporters/console';
import { StreamingDetector } from '@ad/models';
import type { LoadedConfiguration } from '../configuration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { createKafka } from '../kafka/create-client.js';
import { type MetricsPage, serveMetrics } from '../metrics-page.js';
import { createRecorder } from '../recording/create-recorder.js';
import { marked, recorded } from '../recording/recorded.js';
import type { HistoryRecorder } from '../recording/recorder.js';
import { type BaselineResult, takeBaseline } from '../run/baseline.js';
import { detect } from '../run/detect.js';
import { detectorOptions } from '../run/detector-options.js';
import { describeProblem, hostSamples } from '../run/host-samples.js';
import { type GivenHistory, knownHistory } from '../run/known-history.js';
import { openVerdictOutbox } from '../run/open-verdict-outbox.js';
import { type Relearned, Relearning } from '../run/relearning.js';
import { StoredFirst } from '../run/stored-first.js';
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

/**
 * Watches this machine: serves metrics, learns a baseline, then scores live until the signal. Where brokers are configured, verdicts go
 * to Kafka as well, by way of an outbox; nothing waits for a broker.
 */
export async function run(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  options: RunOptions,
): Promise<ExitCode> {
  const { config, secrets } = loaded;
  const onLog = options.verbose ? (line: string) => say(terminal, line) : undefined;
  const isStreamed = config.services.kafka_bootstrap_servers !== null;
  const created = isStreamed ? await createKafka(config, secrets, 'ad-run', onLog) : undefined;
  if (created?.ok === false) {
    say(terminal, `✗ ${created.message}`);
    return exitCode.usage;
  }
  const page = await serveMetrics(terminal, config, 'learning what is normal', { version: options.version });
  if (!page) return exitCode.failure;
  const { prometheus } = page;
  const recorder = createRecorder(terminal, config);
  // Opened beside the baseline: an outbox in which much is left takes a while to read.
  const outbox = created
    ? openVerdictOutbox({ terminal, config, secrets, prometheus }, created.kafka)
    : Promise.resolve(undefined);
  try {
    return await watch(terminal, config, options, page, recorder, outbox);
  } finally {
    await Promise.all([recorder?.close(), outbox.then((opened) => opened?.close())]);
    await page.server.close();
  }
}

async function watch(
  terminal: Terminal,
  config: Config,
  { json, verbose, history, signal }: RunOptions,
  { prometheus, server, readiness }: MetricsPage,
  recorder: HistoryRecorder | undefined,
  outbox: ReturnType<typeof openVerdictOutbox>,
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
  const lines = new ConsoleExporter({ stream: terminal.out, format, color: terminal.color });
  const output = new StoredFirst(outbox, lines);
  readiness.current = { ready: true };
  // When nobody reads the lines any more, there is nobody left to detect for.
  const unread = new AbortController();
  const onUnread = (): void => unread.abort();
  const live = hostSamples(config, interval_seconds, AbortSignal.any([signal, unread.signal]), onProblem);
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
  const sinks = { console: output, prometheus, onRelearned, onUnread };
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
