import type { Command } from '@commander-js/extra-typings';
import { runDuration, toList, toNumber } from '../command-line/arguments.js';
import { type LoadedConfiguration, withConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { untilStopped } from '../command-line/shutdown.js';
import { createKafka } from '../kafka/create-client.js';
import { createRecorder } from '../recording/create-recorder.js';
import { type WatchOptions, watchHost } from '../run/watch-host.js';
import { serveMetrics } from '../sinks/metrics-page.js';
import { openVerdictOutbox } from '../sinks/open-verdict-outbox.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { Tracking } from '../tracking/tracking.js';

/** Adds `ad run`. */
export function addRun(program: Command, terminal: Terminal): void {
  program
    .command('run')
    .description('learn a baseline, then score this machine live')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('-d, --duration <seconds>', 'stop after this long, baseline included', runDuration)
    .option('-p, --port <port>', 'port of the metrics page; 0 takes a free one')
    .option('-i, --interval <seconds>', 'seconds between samples')
    .option(
      '-m, --models <kinds>',
      'isolation_forest,random_forest,lstm or some of them; none for the forecast alone',
    )
    .option(
      '--history <file...>',
      'learn from files in place of a baseline (default: what was recorded before)',
    )
    .option('--prometheus <url>', 'learn from the last 7 days that Prometheus has, in place of a baseline')
    .option('--json', 'verdicts as JSON lines, also on a terminal')
    .option('-v, --verbose', 'say more about what is going on')
    .action(
      ({ config: file, duration, port, interval, models, history: files = [], prometheus, ...flags }) => {
        const settings = {
          services: { prometheus_port: toNumber(port) },
          data_collection: { interval_seconds: toNumber(interval) },
          detection: { models: toList(models) },
        };
        const { json = false, verbose = false } = flags;
        return withConfiguration(terminal, file, settings, (loaded) => {
          const minutes = loaded.config.data_collection.collection_duration_minutes;
          const seconds = duration ?? (minutes === null ? null : minutes * 60);
          return untilStopped(terminal, seconds, (signal) =>
            run(terminal, loaded, { json, verbose, history: { files, prometheus }, signal }),
          );
        });
      },
    );
}

/**
 * Watches this machine: serves metrics, learns a baseline, then scores live until the signal. Where brokers are configured, verdicts go
 * to Kafka as well, by way of an outbox; nothing waits for a broker.
 */
async function run(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  options: WatchOptions,
): Promise<ExitCode> {
  const { config, secrets } = loaded;
  const onLog = options.verbose ? (line: string) => say(terminal, line) : undefined;
  const isStreamed = config.services.kafka_bootstrap_servers !== null;
  const created = isStreamed ? await createKafka(config, secrets, 'ad-run', onLog) : undefined;
  if (created?.ok === false) {
    say(terminal, `✗ ${created.message}`);
    return exitCode.usage;
  }
  const page = await serveMetrics(terminal, config, 'learning what is normal', { hasDashboard: true });
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
    return await watchHost(terminal, loaded, options, { page, recorder, outbox, tracking });
  } finally {
    await Promise.all([recorder?.close(), tracking.close(), outbox.then((opened) => opened?.close())]);
    await page.server.close();
  }
}
