import { check, isName } from '../check.js';
import { type Clock, systemClock } from '../clock.js';
import type { TimeBounds } from './parse.js';
import type { KafkaClient } from './port.js';
import type { KafkaProblem } from './problems.js';

/** Which topic to read, as whom, and what becomes of messages that are no samples. */
export interface KafkaSourceOptions extends TimeBounds {
  /** A `Kafka` of kafkajs. One source per client, where several in one process share a group. */
  readonly client: KafkaClient;
  /** The topic with the samples. */
  readonly topic: string;
  /** Readers of the same group share the partitions of the topic. */
  readonly groupId: string;
  /** Where messages go that are no samples; null counts and reports them only. @default the topic with `.dead-letters` */
  readonly deadLetterTopic?: string | null;
  /** Where a new group begins: with what is in the topic already, or with what comes from now on. @default false */
  readonly fromBeginning?: boolean;
  /** Who tells the group how far it has come: this source, or the reader itself. @default 'auto' */
  readonly commit?: 'auto' | 'manual';
  /** Longest time until what was processed is committed, 10 to 60000. @default 1000 */
  readonly commitIntervalMilliseconds?: number;
  /** After that long without a sign of life, another reader gets the partitions, 6000 to 300000. @default 10000 */
  readonly sessionTimeoutMilliseconds?: number;
  /** Most bytes that a broker sends at once, compressed as they lie there, 10000 to 100000000. @default 1000000 */
  readonly maxBytes?: number;
  /** Ends the iteration, cleanly. */
  readonly signal?: AbortSignal;
  /** Called whenever the partitions of this reader change, before samples of them come. Must not throw. */
  readonly onAssigned?: (assignment: Assignment) => void;
  /** Hears of what goes wrong, and when it is right again. Must not throw. */
  readonly onProblem?: (problem: KafkaProblem) => void;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** What a reader got when it joined its group. */
export interface Assignment {
  readonly partitions: readonly number[];
  /** Grows each time. */
  readonly generation: number;
}

/** The same with every default filled in. */
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

const LONGEST_BOUND = 8.64e15;

/** Throws a `CollectorError` with code `invalid_option` that names the option, the rule and the value. */
export function resolveKafkaOptions(options: KafkaSourceOptions): ResolvedKafkaOptions {
  const { client, topic, groupId, fromBeginning = false, commit = 'auto' } = options;
  const { commitIntervalMilliseconds = 1000, sessionTimeoutMilliseconds = 10_000 } = options;
  const { maxBytes = 1_000_000, futureMilliseconds = 3_600_000, pastMilliseconds = 604_800_000 } = options;
  const isClient = ['consumer', 'producer', 'admin'].every(
    (name) => typeof (client as unknown as Record<string, unknown> | undefined)?.[name] === 'function',
  );
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
  checkWhole('commitIntervalMilliseconds', commitIntervalMilliseconds, 10, 60_000);
  checkWhole('sessionTimeoutMilliseconds', sessionTimeoutMilliseconds, 6000, 300_000);
  checkWhole('maxBytes', maxBytes, 10_000, 100_000_000);
  checkWhole('futureMilliseconds', futureMilliseconds, 0, LONGEST_BOUND);
  checkWhole('pastMilliseconds', pastMilliseconds, 0, LONGEST_BOUND);

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

function checkWhole(option: string, value: number, low: number, high: number): void {
  const holds = Number.isInteger(value) && value >= low && value <= high;
  check(holds, option, `a whole number from ${low} to ${high}`, value);
}
