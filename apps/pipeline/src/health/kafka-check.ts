import { Kafka, logLevel } from 'kafkajs';
import { type Check, type CheckResult, describeError } from './check.js';

/** Checks that a Kafka broker answers, and that the topic is there. */
export function kafkaCheck(bootstrapServers: string | null, topic: string): Check {
  return {
    name: 'Kafka',
    async run(): Promise<CheckResult> {
      if (bootstrapServers === null) {
        return { status: 'not_configured', advice: 'set services.kafka_bootstrap_servers to check it' };
      }
      const kafka = new Kafka({
        clientId: 'ad-health',
        brokers: bootstrapServers.split(','),
        connectionTimeout: 2000,
        requestTimeout: 3000,
        retry: { retries: 0 },
        logLevel: logLevel.NOTHING,
      });
      const admin = kafka.admin();
      try {
        await admin.connect();
        const { brokers } = await admin.describeCluster();
        const topics = await admin.listTopics();
        const state = topics.includes(topic) ? `topic ${topic} is there` : `topic ${topic} is not there yet`;
        return {
          status: 'ok',
          detail: `${brokers.length} broker(s) answer at ${bootstrapServers}, ${state}`,
        };
      } catch (error) {
        return {
          status: 'failed',
          detail: `${bootstrapServers}: ${describeError(error)}`,
          advice: 'start a broker, or set services.kafka_bootstrap_servers to null to do without Kafka',
        };
      } finally {
        await admin.disconnect().catch(() => {});
      }
    },
  };
}
