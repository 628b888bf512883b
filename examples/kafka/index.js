// Samples in, verdicts out, until Ctrl-C.   KAFKA_BOOTSTRAP_SERVERS=localhost:9092 node index.js [samples topic] [verdicts topic]
import { KafkaSource } from '@ad/collector/kafka';
import { KafkaExporter } from '@ad/exporters/kafka';
import { StreamingDetector } from '@ad/models';
import { Kafka, logLevel } from 'kafkajs';

const [samplesTopic = 'anomaly-samples', verdictsTopic = 'anomaly-metrics'] = process.argv.slice(2);
const brokers = (process.env.KAFKA_BOOTSTRAP_SERVERS ?? 'localhost:9092').split(',');
// A client each: kafkajs shares state between the consumers and producers of one.
const client = () => new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 2 } });

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());

const source = new KafkaSource({
  client: client(),
  topic: samplesTopic,
  groupId: `example-${samplesTopic}`,
  deadLetterTopic: null, // what is not a sample is counted, and reported below
  onAssigned: ({ partitions }) => console.error(`reading ${partitions.length} partitions`),
  onProblem: ({ reason, message }) => console.error(reason, message),
  signal: stop.signal,
});
const sink = new KafkaExporter({ client: client(), topic: verdictsTopic });
const detectors = new Map();

for await (const sample of source) {
  const detector = detectors.get(sample.host) ?? new StreamingDetector();
  detectors.set(sample.host, detector);
  // A sample counts as read when the next one is asked for: one whose verdict did not arrive is read again after a restart.
  const written = await sink.write(detector.observe(sample));
  if (!written.ok) throw new Error(`verdict not written: ${written.reason}`);
}
await sink.close();
console.error(`${source.received} samples of ${detectors.size} hosts`);
