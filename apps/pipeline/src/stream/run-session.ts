import { KafkaSource } from '@ad/collector/kafka';
import { KafkaExporter } from '@ad/exporters/kafka';
import type { PrometheusExporter } from '@ad/exporters/prometheus';
import type { Kafka } from 'kafkajs';
import type { LoadedConfiguration } from '../command-line/configuration.js';
import { describeKafkaProblem } from '../kafka/describe-problem.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { type CurrentModels, createHostDetector } from './create-host-detector.js';
import type { DetectReport } from './detect-report.js';
import { atOnce, DetectSession } from './detect-session.js';
import { StateTopic } from './state-topic.js';

/** What sessions of one detector have in common. */
export interface SessionContext {
  readonly terminal: Terminal;
  readonly loaded: LoadedConfiguration;
  readonly kafka: Kafka;
  readonly shared: CurrentModels;
  readonly report: DetectReport;
  readonly prometheus: PrometheusExporter;
}

/** Messages are on their way almost at once: what waits for others waits for nothing where there are few. */
const lingerMilliseconds = 5;
/** Read at once, as compressed as it lies there: thousands of samples, and the first of them are judged while others wait. */
const maxBytes = 50_000;

/** From joining the group to leaving it. */
export async function runSession(
  { terminal, loaded, kafka, shared, report, prometheus }: SessionContext,
  signal: AbortSignal,
): Promise<void> {
  const { config, secrets } = loaded;
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
    batchSize: atOnce,
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
