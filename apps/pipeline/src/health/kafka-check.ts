import { once } from 'node:events';
import type { Config, ConfigSecrets } from '@ad/config';
import { createKafka } from '../kafka/create-client.js';
import { unusableBroker } from '../kafka/describe-kafka-error.js';
import { checkTopics } from '../kafka/topics/check-topics.js';
import type { Check, CheckResult } from './check.js';

/** Checks that a Kafka broker answers, and that the topics are there and as the configuration wants them. */
export function kafkaCheck(config: Config, secrets: ConfigSecrets): Check {
  const servers = config.services.kafka_bootstrap_servers;
  return {
    name: 'Kafka',
    async run(signal): Promise<CheckResult> {
      if (servers === null) {
        return { status: 'not_configured', advice: 'set services.kafka_bootstrap_servers to check it' };
      }
      const created = await createKafka(config, secrets, 'ad-health');
      if (!created.ok) {
        return { status: 'failed', detail: created.message, advice: 'correct the configuration' };
      }
      const checked = await Promise.race([
        checkTopics(created.kafka, config, secrets),
        once(signal, 'abort').then(() => undefined),
      ]);
      if (!checked) {
        const { line, advice } = unusableBroker(config, signal.reason, secrets);
        return { status: 'failed', detail: line, advice };
      }
      if (checked.ok) return { status: 'ok', detail: `the broker answers and has all topics (${servers})` };
      return { status: 'failed', detail: checked.lines.join(', '), advice: checked.advice };
    },
  };
}
