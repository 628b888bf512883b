import { randomUUID } from 'node:crypto';
import { loadConfig } from '@ad/config';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKafka } from '../src/kafka/create-client.js';
import { checkTopics } from '../src/kafka/topics/check-topics.js';
import { describeTopics } from '../src/kafka/topics/describe-topics.js';
import { ad, configFile } from './support/ad.js';
import { broker } from './support/broker.js';

// The real broker of `node scripts/services.mjs up`; every test has topics of its own, and all are deleted afterwards.
const admin = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.NOTHING }).admin();
const prefix = `ad-test-${randomUUID()}`;

interface Report {
  readonly topic: string;
  readonly state: string;
  readonly altered: readonly { readonly setting: string }[];
  readonly differences: readonly { readonly setting: string }[];
}

/** A configuration with topics under a name of their own. */
function configuration(name: string, kafka: object = {}) {
  const base = `${prefix}-${name}`;
  return {
    services: { kafka_bootstrap_servers: broker, kafka_topic: `${base}-verdicts` },
    kafka: {
      samples_topic: `${base}-samples`,
      state_topic: `${base}-state`,
      dead_letter_topic: `${base}-dead`,
      partitions: 3,
      ...kafka,
    },
  };
}

async function setup(content: object, ...options: string[]) {
  return ad(['kafka', 'setup', '--config', await configFile(content), ...options]);
}

async function reportOf(content: object, ...options: string[]) {
  const { code, out } = await setup(content, '--json', ...options);
  const reports = JSON.parse(out) as Report[];
  const settings = (list: readonly { readonly setting: string }[]) => list.map(({ setting }) => setting);
  return {
    code,
    states: reports.map(({ state }) => state),
    altered: reports.map(({ altered }) => settings(altered)),
    differences: reports.map(({ differences }) => settings(differences)),
  };
}

async function check(content: ReturnType<typeof configuration>) {
  const loaded = await loadConfig({ flags: content, env: {} });
  if (!loaded.ok) throw new Error(loaded.problems[0].message);
  const { config, secrets } = loaded;
  const created = await createKafka(config, secrets, 'ad-test');
  if (!created.ok) throw new Error(created.message);
  return checkTopics(created.kafka, config, secrets);
}

beforeAll(() => admin.connect());
afterAll(async () => {
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
  if (topics.length > 0) await admin.deleteTopics({ topics });
  await admin.disconnect();
});

it('creates what is missing, and leaves it alone the second time', async () => {
  const content = configuration('fresh');
  const before = await check(content);
  expect(before).toMatchObject({
    ok: false,
    reason: 'missing',
    advice: expect.stringContaining('ad kafka setup'),
  });
  expect(before.ok || before.lines).toHaveLength(4);

  const first = await setup(content);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out.split('\n').map((line) => line.replace(/^(.) \S+ +/, '$1 '))).toEqual([
    '✓ samples       created with 3 partitions',
    '✓ verdicts      created with 3 partitions',
    '✓ states        created with 3 partitions',
    '✓ dead letters  created with 1 partition',
    '',
  ]);
  expect(await check(content)).toEqual({ ok: true });

  const second = await setup(content);
  expect(second).toMatchObject({ code: 0, err: '' });
  expect(second.out.match(/^✓ .*is there, as it should be$/gm)).toHaveLength(4);
});

it('keeps states compacted, and lets them be large', async () => {
  const content = configuration('state');
  await setup(content);
  const topic = content.kafka.state_topic;
  const state = (await describeTopics(admin, [topic])).get(topic);
  const value = (name: string) => state?.entries.get(name)?.value;
  expect(state?.partitions).toBe(3);
  expect(value('cleanup.policy')).toBe('compact');
  expect(value('max.message.bytes')).toBe('4194304');
  expect(value('segment.ms')).toBe('600000');
});

it('says what differs, and changes it only when it is told to, and only what can be changed', async () => {
  await setup(configuration('changed'));
  const content = configuration('changed', { retention_hours: 12 });
  const samples = content.kafka.samples_topic;
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name: samples,
        configEntries: [
          { name: 'max.message.bytes', value: '2000000' },
          { name: 'cleanup.policy', value: 'compact' },
        ],
      },
    ],
  });
  expect(await reportOf(content)).toEqual({
    code: 1,
    states: ['different', 'different', 'right', 'right'],
    altered: [[], [], [], []],
    differences: [['cleanup.policy', 'retention.ms'], ['retention.ms'], [], []],
  });
  const checked = await check(content);
  expect(checked).toMatchObject({ ok: false, reason: 'different' });
  expect(checked.ok || checked.lines).toContain(`topic ${samples} has cleanup.policy compact, not delete`);

  const otherPartitions = { ...content, kafka: { ...content.kafka, partitions: 5 } };
  const { out, err } = await setup(otherPartitions);
  expect(out).toContain('has 3 partitions, not 5; has cleanup.policy compact, not delete; has retention.ms');
  expect(err.match(/^→ set kafka\.partitions to 3/gm)).toHaveLength(1);
  expect(err.match(/^→ run `ad kafka setup --alter`/gm)).toHaveLength(1);

  expect(await reportOf(otherPartitions, '--alter')).toEqual({
    code: 1,
    states: ['different', 'different', 'different', 'right'],
    altered: [['cleanup.policy', 'retention.ms'], ['retention.ms'], [], []],
    differences: [['partitions'], ['partitions'], ['partitions'], []],
  });
  expect(await reportOf(content)).toMatchObject({ code: 0, states: Array(4).fill('right') });

  const actual = (await describeTopics(admin, [samples])).get(samples);
  // What somebody else has set stays; what follows from the retention goes with it.
  expect(actual?.entries.get('max.message.bytes')?.value).toBe('2000000');
  expect(actual?.entries.get('segment.ms')?.value).toBe('10800000');
});

it('can be run twice at once', async () => {
  const content = configuration('twice');
  const [one, other] = await Promise.all([reportOf(content), reportOf(content)]);
  expect([one.code, other.code]).toEqual([0, 0]);
  for (const states of one.states.map((state, i) => [state, other.states[i]])) {
    expect(states).toContain('created');
  }
});

it('says in one line what the broker has against a topic', async () => {
  const { code, out } = await setup(configuration('copies', { replication_factor: 3 }));
  expect(code).toBe(1);
  expect(out.match(/^✗ .* could not be set up: .*replication.*$/gim)).toHaveLength(4);
});

it('ad health says which topics are missing and what creates them, and is content afterwards', async () => {
  const file = await configFile(configuration('health'));
  const kafka = async () => (await ad(['health', '--config', file])).out.match(/^\S+ Kafka {2}.*$/m)?.[0];
  const before = await kafka();
  expect(before).toMatch(/^❌/);
  expect(before).toMatch(/-samples \(samples\) is missing.*; run `ad kafka setup`/);
  await ad(['kafka', 'setup', '--config', file]);
  expect(await kafka()).toMatch(/^✅ Kafka {7}the broker answers and has all topics/);
});
