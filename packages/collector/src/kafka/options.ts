import { check, checkInteger, isName } from '../check.js';
import { type Clock, systemClock } from '../clock.js';
import { LATEST_MILLISECONDS } from '../time.js';
import { defaultBounds, type TimeBounds } from './message/parse.js';
import type { KafkaClient } from './port.js';
import type { KafkaProblem } from './problems.js';

/** Which topic to read, in which group, and where messages go that cannot be used. */
export interface KafkaSourceOptions extends TimeBounds {
  /** A `Kafka` of kafkajs. Several sources of one group in the same process need a client each. */
  readonly client: KafkaClient;
  /** The topic with the samples. */
  readonly topic: string;
  /** Readers of the same group share the partitions of the topic. */
  readonly groupId: string;
  /** Where messages go that are not samples; with null they are only counted and reported. @default the topic with `.dead-letters` */
  readonly deadLetterTopic?: string | null;
  /** Whether a new group begins at the start of the topic, or with what is written from now on. @default false */
  readonly fromBeginning?: boolean;
  /** Who commits offsets: this source, or the code that iterates it. @default 'auto' */
  readonly commit?: 'auto' | 'manual';
  /** Most milliseconds until what was processed is committed, 10 to 60000. @default 1000 */
  readonly commitIntervalMilliseconds?: number;
  /** A member without a heartbeat for so many milliseconds loses its partitions, 6000 to 300000. @default 10000 */
  readonly sessionTimeoutMilliseconds?: number;
  /** Most bytes that a broker sends in one answer, still compressed, 10000 to 100000000. @default 1000000 */
  readonly maxBytes?: number;
  /** Ends the iteration, cleanly. */
  readonly signal?: AbortSignal;
  /** Called when this member gets its partitions, before it gets samples of them. Must not throw. */
  readonly onAssigned?: (assignment: Assignment) => void;
  /** Called when something goes wrong and when it works again. Must not throw. */
  readonly onProblem?: (problem: KafkaProblem) => void;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** The partitions that a member got when it joined its group. */
export interface Assignment {
  readonly partitions: readonly number[];
  /** Grows each time that this source joins the group. */
  readonly generation: number;
}

/** The same with every default filled in; times in milliseconds. */
export interface ResolvedKafkaOptions {
  readonly client: KafkaClient;
  readonly topic: string;
  readonly groupId: string;
  readonly deadLetterTopic: string | null;
  readonly fromBeginning: boolean;
  readonly commit: 'auto' | 'manual';
  readonly commitInterval: number;
  readonly sessionTimeout: number;
  readonly maxBytes: number;
  readonly bounds: TimeBounds;
  readonly signal: AbortSignal | undefined;
  readonly onAssigned: (assignment: Assignment) => void;
  readonly onProblem: (problem: KafkaProblem) => void;
  readonly clock: Clock;
}

/** Throws a `CollectorError` with code `invalid_option` that names the option, the rule and the value. */
export function resolveKafkaOptions(options: KafkaSourceOptions): ResolvedKafkaOptions {
  const { client, topic, groupId, fromBeginning = false, commit = 'auto' } = options;
  const { commitIntervalMilliseconds = 1000, sessionTimeoutMilliseconds = 10_000 } = options;
  const { maxBytes = 1_000_000 } = options;
  const {
    futureMilliseconds = defaultBounds.futureMilliseconds,
    pastMilliseconds = defaultBounds.pastMilliseconds,
  } = options;
  const methods = ['consumer', 'producer', 'admin'] as const;
  const isClient = methods.every((name) => typeof client?.[name] === 'function');
  // A client may hold passwords, so it is not shown.
  check(isClient, 'client', 'a Kafka of kafkajs', typeof client);
  check(isTopic(topic), 'topic', topicRule, topic);
  check(isName(groupId), 'groupId', 'a name', groupId);
  const { deadLetterTopic = `${topic}.dead-letters` } = options;
  check(
    deadLetterTopic === null || isTopic(deadLetterTopic),
    'deadLetterTopic',
    `null or ${topicRule}`,
    deadLetterTopic,
  );
  check(deadLetterTopic !== topic, 'deadLetterTopic', 'another than topic', deadLetterTopic);
  check(typeof fromBeginning === 'boolean', 'fromBeginning', 'true or false', fromBeginning);
  check(commit === 'auto' || commit === 'manual', 'commit', "'auto' or 'manual'", commit);
  checkInteger('commitIntervalMilliseconds', commitIntervalMilliseconds, 10, 60_000);
  checkInteger('sessionTimeoutMilliseconds', sessionTimeoutMilliseconds, 6000, 300_000);
  checkInteger('maxBytes', maxBytes, 10_000, 100_000_000);
  checkInteger('futureMilliseconds', futureMilliseconds, 0, LATEST_MILLISECONDS);
  checkInteger('pastMilliseconds', pastMilliseconds, 0, LATEST_MILLISECONDS);

  return {
    client,
    topic,
    groupId,
    deadLetterTopic,
    fromBeginning,
    commit,
    commitInterval: commitIntervalMilliseconds,
    sessionTimeout: sessionTimeoutMilliseconds,
    maxBytes,
    bounds: { futureMilliseconds, pastMilliseconds },
    signal: options.signal,
    onAssigned: options.onAssigned ?? (() => {}),
    onProblem: options.onProblem ?? (() => {}),
    clock: options.clock ?? systemClock,
  };
}

const topicRule = 'a topic: 1 to 249 letters, digits, dots, underscores and hyphens';

function isTopic(value: unknown): boolean {
  return typeof value === 'string' && /^[\w.-]{1,249}$/.test(value);
}
