// How long a sample takes from its collector to its verdict in the topic, at a steady rate.
//   node kafka/latency.mjs [--rate 1000] [--hosts 1000] [--seconds 60] [--json]
// Needs a broker (KAFKA_BOOTSTRAP_SERVERS, or localhost:9092) and the built command. Collector, broker, detector and reader share the machine.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sampleMessage } from '@ad/exporters/kafka';
import { ad, configure, kafka, setUp, tearDown } from './cluster.mjs';
import { createFleet } from './hosts.mjs';

const { values: given } = parseArgs({
  options: {
    rate: { type: 'string', default: '1000' },
    hosts: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
});
const [rate, hosts, seconds] = [given.rate, given.hosts, given.seconds].map(Number);
const prefix = `bench-latency-${Date.now()}`;
const set = configure(prefix);
/** Milliseconds between two writes. */
const step = 10;
/** Seconds that are not counted, in which the new processes compile their code. */
const warmUp = 10;

async function readVerdicts(onVerdict) {
  const consumer = kafka.consumer({ groupId: `${prefix}-reader`, maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topics: [set.config.services.kafka_topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const now = performance.now();
      for (const { value } of batch.messages) onVerdict(JSON.parse(value.toString()), now);
    },
  });
  return consumer;
}

async function main() {
  await setUp(set);
  const detector = ad(['detect', '--config', set.file, '--verbose']);
  const sentAt = new Map();
  const latencies = [];
  const reader = await readVerdicts(({ host, timestamp }, now) => {
    const key = `${host}/${Date.parse(timestamp)}`;
    const sent = sentAt.get(key);
    if (sent === undefined) return;
    sentAt.delete(key);
    if (sent > counted) latencies.push(now - sent);
  });
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  await sleep(5000);
  const fleet = createFleet(hosts);
  const begun = performance.now();
  const counted = begun + warmUp * 1000;
  const firstTime = Date.now();
  let sent = 0;
  for (let tick = 0; (tick * step) / 1000 < warmUp + seconds; tick++) {
    await sleep(Math.max(0, begun + tick * step - performance.now()));
    const due = Math.round(((tick + 1) * step * rate) / 1000);
    const messages = [];
    for (; sent < due; sent++) {
      const round = Math.floor(sent / hosts);
      const sample = fleet[sent % hosts](round, firstTime + round * Math.round((1000 * hosts) / rate));
      sentAt.set(`${sample.host}/${sample.timestamp}`, performance.now());
      messages.push(sampleMessage({ sample, boot: 'bench', sequence: round + 1 }));
    }
    // Not awaited: a slow answer must not reduce the rate.
    producer.send({ topic: set.config.kafka.samples_topic, acks: -1, messages }).catch((error) => {
      process.stderr.write(`${error.message}\n`);
    });
  }
  await sleep(3000);
  await producer.disconnect();
  await reader.disconnect();
  detector.child.kill('SIGTERM');
  await detector.exited;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))];
  return {
    rate,
    hosts,
    samples: latencies.length,
    missing: sentAt.size,
    milliseconds: { median: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), most: latencies.at(-1) },
  };
}

try {
  const report = await main();
  if (given.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else console.table(report.milliseconds);
  process.stderr.write(`${report.samples} verdicts, ${report.missing} missing\n`);
} finally {
  await tearDown(prefix);
}
