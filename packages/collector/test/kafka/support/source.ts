import { type KafkaProblem, KafkaSource, type KafkaSourceOptions } from '../../../src/kafka/index.js';
import { FakeClock } from '../../support/fake-clock.js';
import type { FakeKafka } from './fake-kafka.js';
import { NOON } from './messages.js';

/** A source in front of a fake client, in virtual time, from the beginning of the topic. */
export function sourceOf(kafka: FakeKafka, options: Partial<KafkaSourceOptions> = {}) {
  const problems: KafkaProblem[] = [];
  const clock = new FakeClock(NOON);
  const abort = new AbortController();
  const source = new KafkaSource({
    client: kafka,
    topic: kafka.topic,
    groupId: 'detectors',
    fromBeginning: true,
    signal: abort.signal,
    onProblem: (problem) => problems.push(problem),
    clock,
    ...options,
  });
  return { source, problems, clock, stop: () => abort.abort() };
}
