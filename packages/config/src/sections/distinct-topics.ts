import type * as z from 'zod';
import { valueAt } from '../tree.js';
import { topicName } from './rules.js';

const topics = [
  'services.kafka_topic',
  'kafka.samples_topic',
  'kafka.state_topic',
  'kafka.dead_letter_topic',
].map((key) => ({ key, path: key.split('.') }));

const name = topicName();

/** Adds the rules that no two topics have the same name: a message in the wrong one is read as what it is not. */
export function withDistinctTopics<Schema extends z.ZodObject>(schema: Schema): Schema {
  const pairs = topics.flatMap((topic, i) => topics.slice(0, i).map((other) => ({ topic, other })));
  return pairs.reduce(
    (checked, { topic, other }) =>
      checked.refine((value) => valueAt(value, topic.path) !== valueAt(value, other.path), {
        path: topic.path,
        params: { against: other.key },
        error: `must not be the same topic as ${other.key}`,
        when: ({ value }) => [topic, other].every(({ path }) => name.safeParse(valueAt(value, path)).success),
      }),
    schema,
  );
}
