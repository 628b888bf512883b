import type { Config, ConfigSecrets } from '@ad/config';
import type { Kafka } from 'kafkajs';
import { unusableBroker } from '../describe-kafka-error.js';
import { withAdmin } from '../with-admin.js';
import { compareTopic } from './compare-topic.js';
import { describeTopics } from './describe-topics.js';
import { topicsOf } from './topic-specs.js';

/** Whether the topics of a configuration can be used. */
export type CheckTopicsResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** `repartitioned`: hosts would be looked for in the wrong partitions. `different`: no hindrance, all topics are there. */
      readonly reason: 'unreachable' | 'missing' | 'repartitioned' | 'different';
      /** What is wrong, a line each. */
      readonly lines: readonly string[];
      /** What the reader should do about it. */
      readonly advice: string;
    };

/** Looks whether all topics are there and as the configuration wants them. Changes nothing, never rejects. */
export async function checkTopics(
  kafka: Kafka,
  config: Config,
  secrets: ConfigSecrets,
): Promise<CheckTopicsResult> {
  const specs = topicsOf(config);
  try {
    const names = specs.map(({ name }) => name);
    const actual = await withAdmin(kafka, (admin) => describeTopics(admin, names));
    const missing = specs.filter(({ name }) => !actual.has(name));
    if (missing.length > 0) {
      const lines = missing.map(({ name, carries }) => `topic ${name} (${carries}) is missing`);
      return { ok: false, reason: 'missing', lines, advice: 'run `ad kafka setup`, which creates them' };
    }
    const differences = specs.flatMap((spec) => {
      const there = actual.get(spec.name);
      return there
        ? compareTopic(spec, there).map((difference) => ({ ...difference, topic: spec.name }))
        : [];
    });
    if (differences.length === 0) return { ok: true };
    const reason = differences.some(({ setting }) => setting === 'partitions')
      ? 'repartitioned'
      : 'different';
    const lines = differences.map(({ topic, message }) => `topic ${topic} ${message}`);
    const advice = 'run `ad kafka setup`, which says what to do about each';
    return { ok: false, reason, lines, advice };
  } catch (error) {
    const { line, advice } = unusableBroker(config, error, secrets);
    return { ok: false, reason: 'unreachable', lines: [line], advice };
  }
}
