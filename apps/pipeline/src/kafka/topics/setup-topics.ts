import type { ConfigSecrets } from '@ad/config';
import kafkajs, { type Admin } from 'kafkajs';
import { describeKafkaError } from '../describe-kafka-error.js';
import { compareTopic, type TopicDifference } from './compare-topic.js';
import { createTopic, toEntries } from './create-topic.js';
import { type ActualTopic, describeTopics } from './describe-topics.js';
import type { TopicSpec } from './topic-specs.js';

/** What became of one topic. */
export interface TopicReport {
  readonly topic: string;
  readonly carries: TopicSpec['carries'];
  readonly state: 'created' | 'right' | 'altered' | 'different' | 'failed';
  /** What was altered. */
  readonly altered: readonly TopicDifference[];
  /** What is still not as the configuration wants it. */
  readonly differences: readonly TopicDifference[];
  /** Why it failed. */
  readonly problem: string | null;
}

/**
 * Creates the topics that are missing and compares those that are there, which are changed only where `alter` says so,
 * and only in what can change while they are in use. Rejects when the broker cannot be asked at all.
 */
export async function setupTopics(
  admin: Admin,
  specs: readonly TopicSpec[],
  secrets: ConfigSecrets,
  alter: boolean,
): Promise<readonly TopicReport[]> {
  const names = specs.map(({ name }) => name);
  const before = await describeTopics(admin, names);
  const reports: TopicReport[] = [];
  for (const spec of specs) {
    const report = { topic: spec.name, carries: spec.carries, altered: [], differences: [], problem: null };
    try {
      const outcome = await setup(admin, spec, before.get(spec.name), alter);
      reports.push({ ...report, ...outcome });
    } catch (error) {
      reports.push({ ...report, state: 'failed', problem: describeKafkaError(error, secrets) });
    }
  }
  return reports;
}

type Outcome = Pick<TopicReport, 'state'> & Partial<Pick<TopicReport, 'altered' | 'differences'>>;

async function setup(
  admin: Admin,
  spec: TopicSpec,
  existing: ActualTopic | undefined,
  alter: boolean,
): Promise<Outcome> {
  let actual = existing;
  if (!actual) {
    if (await createTopic(admin, spec)) return { state: 'created' };
    // Somebody else has created it since, perhaps otherwise.
    actual = (await describeTopics(admin, [spec.name])).get(spec.name);
    if (!actual) throw new Error('was created and deleted by somebody else meanwhile; run this again');
  }
  const differences = compareTopic(spec, actual);
  const altered = alter ? differences.filter(({ alterable }) => alterable) : [];
  const remaining = differences.filter((difference) => !altered.includes(difference));
  if (altered.length > 0) await alterEntries(admin, spec, actual, altered);
  if (remaining.length > 0) return { state: 'different', altered, differences: remaining };
  return { state: altered.length > 0 ? 'altered' : 'right', altered };
}

async function alterEntries(
  admin: Admin,
  { name, tuning }: TopicSpec,
  actual: ActualTopic,
  altered: readonly TopicDifference[],
): Promise<void> {
  // The request replaces all entries of a topic: those that others have set are sent along, or they would be lost.
  const own = [...actual.entries].filter(([, { isOwn }]) => isOwn).map(([key, { value }]) => [key, value]);
  const changed = altered.map(({ setting, expected }) => [setting, expected]);
  const entries = Object.fromEntries([...own, ...Object.entries(tuning), ...changed]);
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configEntries: toEntries(entries) }],
  });
}
