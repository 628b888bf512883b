import { ConsoleExporter } from '@ad/exporters/console';
import type { Command } from '@commander-js/extra-typings';
import type { Kafka } from 'kafkajs';
import { runDuration, toNumber } from '../command-line/arguments.js';
import { type LoadedConfiguration, withConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { untilStopped } from '../command-line/shutdown.js';
import { createKafka } from '../kafka/create-client.js';
import { describeKafkaError } from '../kafka/describe-kafka-error.js';
import { waitForTopics } from '../kafka/topics/wait-for-topics.js';
import { type MetricsPage, serveMetrics } from '../sinks/metrics-page.js';
import { openAlertmanager } from '../sinks/open-alertmanager.js';
import { againUntilStopped } from '../stream/again-until-stopped.js';
import type { CurrentModels } from '../stream/create-host-detector.js';
import { DetectReport } from '../stream/detect-report.js';
import { runSession } from '../stream/run-session.js';
import { sharedModels } from '../stream/shared-models.js';
import { say, type Terminal } from '../terminal/terminal.js';

/** Adds `ad detect`. */
export function addDetect(program: Command, terminal: Terminal): void {
  program
    .command('detect')
    .description('score the samples of any number of hosts from Kafka; start as many as you need')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('-d, --duration <seconds>', 'stop after this long', runDuration)
    .option('-p, --port <port>', 'port of the metrics page; 0 takes a free one')
    .option('--model-file <file>', 'models that all hosts share, as ad train --out writes them')
    .option(
      '--model-name <name>',
      'or the champion of that name in the registry, as ad train --name registers it',
    )
    .option('--json', 'alerts as JSON lines, also on a terminal')
    .option('-v, --verbose', 'say how it stands, and what the client of Kafka reports')
    .action(({ config, duration = null, port, modelFile, modelName, json = false, verbose = false }) => {
      const flags = {
        services: { prometheus_port: toNumber(port) },
        detection: { model_file: modelFile },
        lifecycle: { model_name: modelName },
      };
      return withConfiguration(terminal, config, flags, (loaded) =>
        untilStopped(terminal, duration, (signal) => detect(terminal, loaded, { json, verbose, signal })),
      );
    });
}

/** What `ad detect` is asked for beside its configuration. */
interface DetectOptions {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly signal: AbortSignal;
}

/** What detects with what. */
interface Surroundings {
  readonly kafka: Kafka;
  readonly shared: CurrentModels;
  readonly page: MetricsPage;
}

/** Of more hosts than these the metrics page shows none; the totals and the topic have all. */
const mostHostsShown = 256;

/** One of any number of detectors that share the hosts of a topic among them. */
async function detect(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  options: DetectOptions,
): Promise<ExitCode> {
  const { config, secrets } = loaded;
  const { verbose, signal } = options;
  const onLog = verbose ? (line: string) => say(terminal, line) : undefined;
  const created = await createKafka(config, secrets, 'ad-detect', onLog);
  if (!created.ok) {
    say(terminal, `✗ ${created.message}`);
    return exitCode.usage;
  }
  const shared = await sharedModels(terminal, loaded, signal);
  if (!shared) return exitCode.failure;
  const page = await serveMetrics(terminal, config, 'waiting for Kafka', {
    perHost: { maxHosts: mostHostsShown },
  });
  if (!page) return exitCode.failure;
  try {
    const { consumer_group, samples_topic } = config.kafka;
    const { url } = page.server;
    say(
      terminal,
      `Detecting as ${consumer_group} on ${samples_topic} · metrics on ${url}/metrics · Ctrl-C stops`,
    );
    if (!(await waitForTopics(terminal, created.kafka, loaded, signal))) {
      return signal.aborted ? exitCode.success : exitCode.failure;
    }
    await detectUntilStopped(terminal, loaded, { kafka: created.kafka, shared, page }, options);
    return exitCode.success;
  } finally {
    await page.server.close();
  }
}

/** Detects in one session after another: a new one goes on from what was saved where Kafka ended the one before. */
async function detectUntilStopped(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  { kafka, shared, page: { prometheus, readiness } }: Surroundings,
  { json, verbose, signal }: DetectOptions,
): Promise<void> {
  const { config, secrets } = loaded;
  const format = json || !terminal.out.isTTY ? 'json' : 'line';
  const output = new ConsoleExporter({ stream: terminal.out, format, color: terminal.color, showHost: true });
  const alertmanager = openAlertmanager(terminal, config);
  const topic = config.kafka.samples_topic;
  const report = new DetectReport({ terminal, topic, prometheus, output, alertmanager, verbose });
  await againUntilStopped(
    async () => {
      readiness.current = { ready: true };
      await runSession({ terminal, loaded, kafka, shared, report, prometheus }, signal);
    },
    signal,
    (error, pause) => {
      const why = describeKafkaError(error, secrets);
      readiness.current = { ready: false, reason: why };
      say(terminal, `! ${why}; it goes on from what was saved in ${pause / 1000} s`);
    },
  );
  await Promise.all([output.close(), alertmanager?.close()]);
  say(terminal, `Stopped. ${report.total}`);
}
