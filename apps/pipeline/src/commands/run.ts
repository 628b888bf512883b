import type { HostProblem } from '@ad/collector';
import { ConsoleExporter } from '@ad/exporters/console';
import type { LoadedConfiguration } from '../configuration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { formatCount } from '../format.js';
import { createKafka } from '../kafka/create-client.js';
import { modelName } from '../lifecycle/model-name.js';
import { openMlflow } from '../lifecycle/open-client.js';
import { Tracking } from '../lifecycle/tracking.js';
import { type MetricsPage, serveMetrics } from '../metrics-page.js';
import { createRecorder } from '../recording/create-recorder.js';
import { marked, recorded } from '../recording/recorded.js';
import type { HistoryRecorder } from '../recording/recorder.js';
import { detect } from '../run/detect.js';
import { startHostDetector } from '../run/host-detector.js';
import { describeProblem, hostSamples } from '../run/host-samples.js';
import type { GivenHistory } from '../run/known-history.js';
import { openAlertmanager } from '../run/open-alertmanager.js';
import { openVerdictOutbox } from '../run/open-verdict-outbox.js';
import { findStart } from '../run/starting-point.js';
import { StoredFirst } from '../run/stored-first.js';
import { say, type Terminal } from '../terminal.js';

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
  const page = await serveMetrics(terminal, config, 'learning what is normal', {
    version: options.version,
    hasDashboard: true,
  });
  if (!page) return exitCode.failure;
  const { prometheus } = page;
  const recorder = createRecorder(terminal, config);
  // Opened beside the baseline: an outbox in which much is left takes a while to read.
  const outbox = created
    ? openVerdictOutbox({ terminal, config, secrets, prometheus }, created.kafka)
    : Promise.resolve(undefined);
  const tracking = await Tracking.open(terminal, loaded);
  prometheus.watchTracking(() => tracking.pending);
  try {
    return await watch(terminal, loaded, options, { page, recorder, outbox, tracking });
  } finally {
    await Promise.all([recorder?.close(), tracking.close(), outbox.then((opened) => opened?.close())]);
    await page.server.close();
  }
}

interface Surroundings {
  readonly page: MetricsPage;
  readonly recorder: HistoryRecorder | undefined;
  readonly outbox: ReturnType<typeof openVerdictOutbox>;
  readonly tracking: Tracking;
}

async function watch(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  { json, verbose, history, version, signal }: RunOptions,
  { page: { prometheus, server, dashboard, readiness }, recorder, outbox, tracking }: Surroundings,
): Promise<ExitCode> {
  const { config } = loaded;
  const onProblem = (problem: HostProblem): void => say(terminal, describeProblem(problem));
  const { interval_seconds } = config.data_collection;
  say(
    terminal,
    `Watching this machine · to see it, open ${server.url} · metrics on ${server.url}/metrics · Ctrl-C stops`,
  );
  const mlflow = openMlflow(loaded);
  const name = modelName(config);
  const found = await findStart(terminal, {
    config,
    history,
    mlflow,
    modelName: name,
    recorder,
    onProblem,
    signal,
  });
  if (!found.ok) return found.reason === 'stopped' ? exitCode.success : exitCode.failure;
  say(terminal, `Scoring every ${interval_seconds} s`);

  const detector = startHostDetector({
    config,
    start: found.start,
    mlflow,
    tracking,
    modelName: name,
    libraryVersion: version,
    signal,
    say: (line) => say(terminal, line),
    onTraining: (training) => prometheus.recordTraining(training),
    onModels({ models, version: of, samples, trainedAt }, reason) {
      if (reason) prometheus.recordModelChange(reason);
      prometheus.setModelTrainedAt(trainedAt);
      const kinds = models.map(({ kind }) => kind).join(', ');
      if (verbose)
        say(terminal, `Version ${of} judges: ${kinds}, trained on ${formatCount(samples, 'sample')}`);
    },
  });
  const alertmanager = openAlertmanager(terminal, config);
  const format = json || !terminal.out.isTTY ? 'json' : 'line';
  const lines = new ConsoleExporter({ stream: terminal.out, format, color: terminal.color });
  const output = new StoredFirst(outbox, lines);
  readiness.current = { ready: true };
  // When nobody reads the lines any more, there is nobody left to detect for.
  const unread = new AbortController();
  const live = hostSamples(config, interval_seconds, AbortSignal.any([signal, unread.signal]), onProblem);
  const undisturbed = marked(live, () => detector.takeDisturbance());
  const tally = await detect((sample) => detector.observe(sample), recorded(undisturbed, recorder), {
    console: output,
    prometheus,
    others: [alertmanager, dashboard].filter((other) => other !== undefined),
    onUnread: () => unread.abort(),
  });
  await Promise.all([output.close(), alertmanager?.close()]);
  const anomalies = tally.anomalies === 1 ? '1 anomaly' : `${tally.anomalies} anomalies`;
  say(terminal, `Stopped. ${tally.samples} samples scored, ${anomalies}.`);
  return exitCode.success;
}
