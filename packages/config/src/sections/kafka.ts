import * as z from 'zod';
import { numberFrom, pathOrNull, stringLike, topicName, whenValid, wholeNumberFrom } from './rules.js';

const longestHours = 87_600;

/** The ways to log in to brokers. */
export const saslMechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

const topics = {
  samples_topic: topicName()
    .default('anomaly-samples')
    .describe('Topic that carries the samples of collectors to detectors.'),
  state_topic: topicName()
    .default('anomaly-state')
    .describe('Compacted topic in which detectors keep the state of each host.'),
  dead_letter_topic: topicName()
    .default('anomaly-dead-letters')
    .describe('Topic for messages that cannot be processed.'),
  consumer_group: stringLike(/^\S{1,255}$/, 'must be a name of 1 to 255 characters without spaces')
    .default('anomaly-detectors')
    .describe('Name of the detectors; those of the same name share the hosts among them.'),
  partitions: wholeNumberFrom(1, 1000)
    .default(6)
    .describe('Partitions of the topics for samples, state and verdicts alike; fixed once they are created.'),
  replication_factor: wholeNumberFrom(1, 10)
    .default(1)
    .describe('Number of brokers that keep a copy of each topic.'),
  retention_hours: numberFrom(0.1, longestHours)
    .default(24)
    .describe('Hours for which samples and verdicts are kept.'),
  dead_letter_retention_hours: numberFrom(0.1, longestHours)
    .default(336)
    .describe('Hours for which messages that could not be processed are kept.'),
};

const detectors = {
  checkpoint_seconds: numberFrom(0.1, 300)
    .default(5)
    .describe('Seconds between two times at which a detector saves the state of its hosts.'),
  max_hosts: wholeNumberFrom(1, 1_000_000)
    .default(10_000)
    .describe('Hosts that one detector holds at most; samples of further ones become dead letters.'),
  forget_hosts_after_hours: numberFrom(0.1, longestHours)
    .default(168)
    .describe('Hours without a sample after which a host is forgotten.'),
};

const outbox = {
  outbox_folder: stringLike(/\S/, 'must be a path to a folder')
    .default('./outbox')
    .describe('Folder in which messages wait while no broker can be reached.'),
  outbox_limit: wholeNumberFrom(1, 10_000_000)
    .default(100_000)
    .describe('Messages that wait at most; beyond it messages are dropped, and counted.'),
};

const security = {
  tls: z
    .boolean('must be true or false')
    .default(false)
    .describe('Whether connections to brokers are encrypted.'),
  tls_ca_file: pathOrNull('a file').describe(
    'PEM file with the authorities that may have signed the certificates of brokers; null trusts those of Node.js.',
  ),
  tls_cert_file: pathOrNull('a file').describe('PEM file with the certificate to show to brokers.'),
  tls_key_file: pathOrNull('a file').describe('PEM file with the private key of that certificate.'),
  sasl_mechanism: z
    .enum(saslMechanisms, `must be one of ${saslMechanisms.join(', ')}, or null`)
    .nullable()
    .default(null)
    .describe(
      'How to log in to brokers, as KAFKA_SASL_USERNAME with KAFKA_SASL_PASSWORD; null does without. plain needs tls to keep the password secret.',
    ),
};
const when = whenValid(security);

function needsTls(key: 'tls_ca_file' | 'tls_cert_file' | 'tls_key_file') {
  return {
    path: [key],
    params: { against: 'kafka.tls' },
    error: 'must be null unless kafka.tls is true',
    when,
  };
}

export const kafkaSchema = z
  .strictObject({ ...topics, ...detectors, ...outbox, ...security }, 'must be an object')
  .refine(({ tls, tls_ca_file }) => tls || tls_ca_file === null, needsTls('tls_ca_file'))
  .refine(({ tls, tls_cert_file }) => tls || tls_cert_file === null, needsTls('tls_cert_file'))
  .refine(({ tls, tls_key_file }) => tls || tls_key_file === null, needsTls('tls_key_file'))
  .refine(({ tls_cert_file, tls_key_file }) => (tls_cert_file === null) === (tls_key_file === null), {
    path: ['tls_cert_file'],
    params: { against: 'kafka.tls_key_file' },
    error: 'must be set together with kafka.tls_key_file',
    when,
  })
  .prefault({})
  .describe('How samples, states and verdicts travel between collectors and detectors over Kafka.');
