import { KafkaSource } from '@ad/collector/kafka';
import { ConsoleExporter } from '@ad/exporters/console';
import { KafkaExporter } from '@ad/exporters/kafka';
import type { PrometheusExporter } from '@ad/exporters/prometheus';
import type { Kafka } from 'kafkajs';
import type { LoadedConfiguration } from '../configuration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { createKafka } from '../kafka/create-client.js';
import { describeKafkaError } from '../kafka/describe-kafka-error.js';
import { describeKafkaProblem } from '../kafka/describe-problem.js';
import { waitForTopics } from '../kafka/wait-for-topics.js';
import { serveMetrics } from '../metrics-page.js';
import { readModelFile } from '../models/model-file.js';
import { againUntilStopped } from '../stream/again-until-stopped.js';
import { createHostDetector, type SharedModels } from '../stream/create-host-detector.js';
import { DetectReport } from '../stream/detect-report.js';
import { DetectSession } from '../stream/detect-session.js';
import { StateTopic } from '../stream/state-topic.js';
import { say, type Terminal } from '../terminal.js';

/** What `ad detect` is asked for beside its configuration. */
export interface DetectCommand {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly version: string;
  readonly signal: AbortSignal;
}

/** Messages are on their way almost at once: what waits for others waits for nothing where there are few. */
const lingerMilliseconds = 5;
/** Read at once, as compressed as it lies there: thousands of samples, and the first of them are judged while others wait. */
const maxBytes = 50_000;
/** Of more hosts than these the metrics page shows none; the totals and the topic have all. */
const mostHostsShown = 256;

/** `ad detect`: one of any number of detectors that share the hosts of a topic among them. */
export async function detectCommand(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  { json, verbose, version, signal }: DetectCommand,
): Promise<ExitCode> {
  const { config, secrets } = loaded;
  const onLog = verbose ? (line: string) => say(terminal, line) : undefined;
  const created = await createKafka(config, secrets, 'ad-detect', onLog);
  if (!created.ok) {
    say(terminal, `✗ ${created.message}`);
    return exitCode.usage;
  }
  const shared = await sharedModels(terminal, config.detection.model_file);
  if (!shared) return exitCode.failure;
  const page = await serveMetrics(terminal, config, 'waiting for Kafka', {
    version,
    perHost: { maxHosts: mostHostsShown },
  });
  if (!page) return exitCode.failure;
  const { prometheus, server, readiness } = page;
  try {
    const { consumer_group, samples_topic } = config.kafka;
    say(
      terminal,
      `Detecting as ${consumer_group} on ${samples_topic} · metrics on ${server.url}/metrics · Ctrl-C stops`,
    );
    if (!(await waitForTopics(terminal, created.kafka, loaded, signal))) {
      return signal.aborted ? exitCode.success : exitCode.failure;
    }
    const format = json || !terminal.out.isTTY ? 'json' : 'line';
    const output = new ConsoleExporter({
      stream: terminal.out,
      format,
      color: terminal.color,
      showHost: true,
    });
    const report = new DetectReport({ terminal, topic: samples_topic, prometheus, output, verbose });
    await againUntilStopped(
      async () => {
        readiness.current = { ready: true };
        await runSession(created.kafka, loaded, shared, report, prometheus, terminal, signal);
      },
      signal,
      (error, pause) => {
        const why = describeKafkaError(error, secrets);
        readiness.current = { ready: false, reason: why };
        say(terminal, `! ${why}; it goes on from what was saved in ${pause / 1000} s`);
      },
    );
    await output.close();
    say(terminal, `Stopped. ${report.total}`);
    return exitCode.success;
  } finally {
    await server.close();
  }
}

/** From joining the group to leaving it. */
async function runSession(
  kafka: Kafka,
  { config, secrets }: LoadedConfiguration,
  shared: SharedModels,
  report: DetectReport,
  prometheus: PrometheusExporter,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const { samples_topic, state_topic, dead_letter_topic, consumer_group, ...limits } = config.kafka;
  const store = new StateTopic({
    kafka,
    stateTopic: state_topic,
    samplesTopic: samples_topic,
    groupId: consumer_group,
  });
  const exporter = new KafkaExporter({
    client: kafka,
    topic: config.services.kafka_topic,
    lingerMilliseconds,
    batchSize: 150,
    maxWaiting: 1_000_000,
  });
  let source: KafkaSource | undefined;
  const session = new DetectSession(
    {
      store,
      destination: exporter,
      createDetector: createHostDetector(config, shared),
      reject: async (record, reason, detail) => source?.deadLetter(record, reason, detail),
      checkpointMilliseconds: limits.checkpoint_seconds * 1000,
      maxHosts: limits.max_hosts,
      forgetAfterMilliseconds: limits.forget_hosts_after_hours * 3_600_000,
      onEvent: (event) => report.take(event),
    },
    signal,
  );
  const status = report.begin(() => session.hosts, exporter);
  try {
    await session.run((until) => {
      source = new KafkaSource({
        client: kafka,
        topic: samples_topic,
        groupId: consumer_group,
        deadLetterTopic: dead_letter_topic,
        fromBeginning: true,
        commit: 'manual',
        maxBytes,
        signal: until,
        onAssigned: () => report.leave(),
        onProblem: (problem) => {
          say(terminal, describeKafkaProblem(problem, secrets));
          if (problem.reason === 'poison') {
            prometheus.recordKafkaMessages({ direction: 'in', result: 'dead_letter', count: problem.count });
          }
        },
      });
      return source.batches();
    });
  } finally {
    status.end();
    await Promise.allSettled([exporter.close(), store.close()]);
  }
}

/** The models of the configured file; none where there is none; nothing, after a line that says why, where it cannot be read. */
async function sharedModels(terminal: Terminal, path: string | null): Promise<SharedModels | undefined> {
  if (path === null) return { models: [], version: '1' };
  const read = await readModelFile(path);
  if (read.ok) return read.file;
  say(terminal, `✗ ${read.message}`);
  return undefined;
}
