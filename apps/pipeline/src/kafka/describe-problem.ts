import type { KafkaProblem } from '@ad/collector/kafka';
import type { ConfigSecrets } from '@ad/config';
import type { OutboxProblem } from '@ad/exporters/outbox';
import { formatCount } from '../text/format.js';
import { cleanLine, describeKafkaError } from './describe-kafka-error.js';

/** One line for a person about what hinders the reading of a topic, or that it goes on. */
export function describeKafkaProblem(problem: KafkaProblem, secrets: ConfigSecrets): string {
  const message = cleanLine(problem.message, secrets);
  switch (problem.reason) {
    case 'recovered':
      return `✓ Kafka can be read again: ${message}`;
    case 'dead_letters_recovered':
      return `✓ dead letters can be written again: ${message}`;
    case 'poison': {
      const { count, partition, offset, topic } = problem;
      const last = `the last one in partition ${partition} at offset ${offset}: ${message}`;
      return `! ${formatCount(count, 'message')} of ${topic} became dead letters, ${last}`;
    }
    default:
      return `! Kafka cannot be read (${problem.reason.replaceAll('_', ' ')}): ${message}; it is tried again`;
  }
}

/** Where messages wait, and for what. */
export interface OutboxPlace {
  readonly folder: string;
  readonly topic: string;
  /** As they are configured. */
  readonly brokers: string | null;
}

/** One line about what waits for Kafka on disk; nothing about what happens at every stop. */
export function describeOutboxProblem(
  problem: OutboxProblem,
  { topic, folder, brokers }: OutboxPlace,
  secrets: ConfigSecrets,
): string | undefined {
  if (problem.state === 'damaged') {
    const items = formatCount(problem.items, 'message');
    return `! ${items} in ${folder} cannot be read and are left out; what is left of them is in ${problem.path}`;
  }
  if (problem.state === 'recovered') {
    return problem.part === 'delivery'
      ? '✓ Kafka takes messages again; those that waited are on their way'
      : `✓ messages can be stored in ${folder} again`;
  }
  const why = describeKafkaError(problem.error, secrets);
  if (problem.part === 'storage') {
    return `! messages cannot be stored in ${folder}: ${why}; they are dropped and counted until that works again`;
  }
  const wait = `messages wait in ${folder}, and it is tried again`;
  switch (problem.reason) {
    case 'closed':
      return undefined;
    case 'unreachable': {
      // What the client says; that no broker takes messages is said already.
      const reason = describeKafkaError(problem.error.cause ?? problem.error, secrets);
      return `! Kafka is unreachable at ${brokers} (${reason}); ${wait}`;
    }
    case 'topic_missing':
      return `! Kafka has no topic ${topic}: create it with \`ad kafka setup\`; ${wait}`;
    default:
      return `! Kafka takes no messages (${problem.reason.replaceAll('_', ' ')}): ${why}; ${wait}`;
  }
}
