// What the benchmarks here share: a broker, topics of their own, and `ad` processes that use them.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sampleMessage } from '@ad/exporters/kafka';
import { Kafka, logLevel } from 'kafkajs';

const command = fileURLToPath(new URL('../../apps/pipeline/bin/ad.js', import.meta.url));
process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1';

export const brokers = process.env.KAFKA_BOOTSTRAP_SERVERS ?? 'localhost:9092';
export const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });

/** A folder that is deleted when the process ends. */
export const folder = mkdtempSync(join(tmpdir(), 'ad-kafka-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Writes the configuration of one set of topics into a file. */
export function configure(
  name,
  { samples = `${name}-samples`, verdicts = `${name}-verdicts`, kafka: settings = {}, ...sections } = {},
) {
  const config = {
    data_collection: { collection_duration_minutes: null },
    ...sections,
    services: {
      prometheus_port: 0,
      http_host: '127.0.0.1',
      kafka_bootstrap_servers: brokers,
      kafka_topic: verdicts,
    },
    kafka: {
      samples_topic: samples,
      state_topic: `${name}-state`,
      dead_letter_topic: `${name}-dead-letters`,
      consumer_group: name,
      outbox_folder: join(folder, `${name}-outbox`),
      ...settings,
    },
  };
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(config));
  return { name, config, file };
}

/** Starts the `ad` command; `core` pins the process to that core on Linux. */
export function ad(args, { core, onLine = () => {} } = {}) {
  const pin = core !== undefined && process.platform === 'linux' ? ['taskset', '-c', String(core)] : [];
  const [program, ...rest] = [...pin, process.execPath, command, ...args];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text;
  });
  let unfinished = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop();
    for (const line of lines) onLine(line);
  });
  const exited = new Promise((resolve) => child.on('close', resolve));
  return { child, exited, errors: () => err };
}

/** Creates the topics of a configuration. */
export async function setUp({ file }) {
  const lines = [];
  const setup = ad(['kafka', 'setup', '--config', file], { onLine: (line) => lines.push(line) });
  if ((await setup.exited) !== 0) throw new Error(`${lines.join('\n')}\n${setup.errors()}`);
}

/** Deletes the topics and groups whose names begin with `prefix`. */
export async function tearDown(prefix) {
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
  if (topics.length > 0) await admin.deleteTopics({ topics });
  const { groups } = await admin.listGroups();
  const ids = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(prefix));
  if (ids.length > 0) await admin.deleteGroups(ids).catch(() => {});
  await admin.disconnect();
}

/** Messages in a topic. */
export async function countMessages(admin, topic) {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
}

/** Messages of the samples topic that the group has not read yet. */
export async function lagOf(admin, { samples_topic: topic, consumer_group: groupId }) {
  const [ends, [committed]] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId, topics: [topic] }),
  ]);
  return ends.reduce((sum, { partition, high }) => {
    const at = committed.partitions.find((each) => each.partition === partition);
    return sum + Number(high) - Math.max(0, Number(at?.offset ?? 0));
  }, 0);
}

/** Writes samples as collectors do. */
export async function publish(topic, samples) {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const sequences = new Map();
  let messages = [];
  let sent = 0;
  const flush = async () => {
    await producer.sendBatch({ acks: -1, compression: 1, topicMessages: [{ topic, messages }] });
    sent += messages.length;
    messages = [];
  };
  for await (const sample of samples) {
    const sequence = (sequences.get(sample.host) ?? 0) + 1;
    sequences.set(sample.host, sequence);
    messages.push(sampleMessage({ sample, boot: 'bench', sequence }));
    if (messages.length === 5000) await flush();
  }
  if (messages.length > 0) await flush();
  await producer.disconnect();
  return sent;
}

/** CPU seconds that a process has used; `NaN` where there is no procfs. */
export async function cpuSeconds(pid) {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
