import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { loadConfig } from '@ad/config';
import { describe, expect, it } from 'vitest';
import { createKafka } from '../src/kafka/create-client.js';
import { checkTopics } from '../src/kafka/topics/check-topics.js';
import { compareTopic } from '../src/kafka/topics/compare-topic.js';
import { topicsOf } from '../src/kafka/topics/topic-specs.js';
import { ad, configFile } from './support/ad.js';
import { refusingBroker } from './support/refusing-broker.js';

/** Nothing listens on port 1. */
const nobody = { services: { kafka_bootstrap_servers: '127.0.0.1:1' } };
const credentials = { KAFKA_SASL_USERNAME: 'detector', KAFKA_SASL_PASSWORD: 'hunter2' };

type Content = NonNullable<NonNullable<Parameters<typeof loadConfig>[0]>['flags']>;

async function load(flags: Content, env: Record<string, string> = {}) {
  const loaded = await loadConfig({ flags, env });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  return loaded;
}

async function temporaryFile(name: string, content: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'ad-kafka-test-')), name);
  await writeFile(file, content);
  return file;
}

describe('the topics of a configuration', () => {
  it('are samples, verdicts, states and dead letters, with the partitions and times it names', async () => {
    const { config } = await load({
      services: { kafka_topic: 'verdicts' },
      kafka: { partitions: 12, replication_factor: 3, retention_hours: 0.5, dead_letter_retention_hours: 2 },
    });
    expect(topicsOf(config)).toMatchObject([
      { name: 'anomaly-samples', carries: 'samples', partitions: 12, entries: { 'retention.ms': '1800000' } },
      { name: 'verdicts', carries: 'verdicts', partitions: 12, entries: { 'retention.ms': '1800000' } },
      { name: 'anomaly-state', carries: 'states', partitions: 12, entries: { 'cleanup.policy': 'compact' } },
      { name: 'anomaly-dead-letters', partitions: 1, entries: { 'retention.ms': '7200000' } },
    ]);
    for (const { replicationFactor } of topicsOf(config)) expect(replicationFactor).toBe(3);
  });

  it('are kept for hardly longer than they should be: segments are closed well before', async () => {
    for (const { entries, tuning } of topicsOf((await load({})).config)) {
      if (entries['cleanup.policy'] === 'compact') continue;
      expect(Number(tuning['segment.ms'])).toBeLessThanOrEqual(Number(entries['retention.ms']) / 4);
    }
  });

  it('may have more copies than asked for, and dead letters any number of partitions, but nothing else', async () => {
    const specs = topicsOf((await load({ kafka: { partitions: 6 } })).config);
    const settings = specs.map((spec) => {
      const entries = new Map(
        Object.entries(spec.entries).map(([name, value]) => [name, { value, isOwn: true }]),
      );
      return compareTopic(spec, { partitions: 3, replicationFactor: 2, entries }).map(
        ({ setting }) => setting,
      );
    });
    expect(settings).toEqual([['partitions'], ['partitions'], ['partitions'], []]);
    const [samples] = specs;
    const differences = compareTopic(samples, { partitions: 6, replicationFactor: 0, entries: new Map() });
    expect(differences.map(({ setting, alterable }) => [setting, alterable])).toEqual([
      ['replication factor', false],
      ['cleanup.policy', true],
      ['retention.ms', true],
    ]);
  });
});

describe('a client', () => {
  it('needs a broker', async () => {
    const { config, secrets } = await load({});
    expect(await createKafka(config, secrets, 'test')).toEqual({
      ok: false,
      message: 'no broker is configured: set services.kafka_bootstrap_servers or KAFKA_BOOTSTRAP_SERVERS',
    });
  });

  it('takes files for TLS', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const kafka = {
      tls: true,
      tls_ca_file: await temporaryFile('ca.pem', certificate),
      tls_cert_file: await temporaryFile('cert.pem', certificate),
      tls_key_file: await temporaryFile('key.pem', key),
    };
    const { config, secrets } = await load({ ...nobody, kafka });
    expect(await createKafka(config, secrets, 'test')).toMatchObject({ ok: true });
  });

  it.each([
    [
      'that is missing',
      async () => join(tmpdir(), 'nowhere.pem'),
      /^kafka\.tls_ca_file .*, got no file at \S+$/,
    ],
    [
      'that is no PEM',
      () => temporaryFile('ca.pem', 'hello'),
      /^kafka\.tls_ca_file must be a PEM file .*ca.pem: .+$/,
    ],
    ['that is a folder', async () => tmpdir(), /^kafka\.tls_ca_file must be a PEM file .*EISDIR.+$/],
  ])('says so in one line for a file %s', async (_, file, message) => {
    const { config, secrets } = await load({ ...nobody, kafka: { tls: true, tls_ca_file: await file() } });
    const created = await createKafka(config, secrets, 'test');
    expect(!created.ok && created.message).toMatch(message);
  });

  it('does not show the password', async () => {
    const { config, secrets } = await load({ ...nobody, kafka: { sasl_mechanism: 'plain' } }, credentials);
    const created = await createKafka(config, secrets, 'test');
    if (!created.ok) throw new Error(created.message);
    const all = [created.kafka, created.kafka.admin(), created.kafka.producer()];
    expect(inspect(all, { depth: null, showHidden: true })).not.toContain('hunter2');
  });
});

describe('with nobody listening', () => {
  it('a check gives data', async () => {
    const { config, secrets } = await load(nobody);
    const created = await createKafka(config, secrets, 'test');
    if (!created.ok) throw new Error(created.message);
    expect(await checkTopics(created.kafka, config, secrets)).toEqual({
      ok: false,
      reason: 'unreachable',
      lines: ['no Kafka broker can be used at 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1'],
      advice: 'start a broker, or correct services.kafka_bootstrap_servers',
    });
  });

  it('ad kafka setup fails with one line', async () => {
    const { code, out, err } = await ad(['kafka', 'setup', '--config', await configFile(nobody)]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^✗ no Kafka broker can be used at 127\.0\.0\.1:1: .*ECONNREFUSED.*; start a broker.*\n$/,
    );
  });

  it('ad kafka setup --verbose says each attempt, in lines for people', async () => {
    const file = await configFile(nobody);
    const { code, err } = await ad(['kafka', 'setup', '--verbose', '--config', file], {
      KAFKAJS_LOG_LEVEL: 'debug',
    });
    expect(code).toBe(1);
    expect(err).toMatch(/^kafka Connection: .*ECONNREFUSED.* \(127\.0\.0\.1:1\)$/m);
    expect(err).not.toContain('{');
  });
});

it('ad kafka setup without a broker in the configuration starts nothing', async () => {
  const { code, err } = await ad(['kafka', 'setup']);
  expect(code).toBe(2);
  expect(err).toMatch(/^✗ no broker is configured: .*\n$/);
});

describe.each(['plain', 'scram-sha-256', 'scram-sha-512'])(
  'a broker that refuses the password, by %s',
  (mechanism) => {
    it.each([
      [['kafka', 'setup', '--verbose'], 'SASL'],
      [['kafka', 'setup', '--json'], 'SASL'],
      [['health'], 'SASL'],
    ])('is told the password, and nobody else is: ad %j', async (args, reason) => {
      const { server, address } = await refusingBroker();
      const file = await configFile({
        services: { kafka_bootstrap_servers: address },
        kafka: { sasl_mechanism: mechanism },
      });
      const env = { ...credentials, KAFKAJS_LOG_LEVEL: 'debug' };
      const { code, out, err } = await ad([...args, '--config', file], env);
      server.close();
      expect(code).toBe(1);
      expect(out + err).toContain(reason);
      expect(out + err).toContain('correct kafka.sasl_mechanism, KAFKA_SASL_USERNAME or KAFKA_SASL_PASSWORD');
      expect(out + err).not.toContain('hunter2');
      if (mechanism === 'plain') expect(out + err).toContain('[secret]');
    });
  },
);

it('ad config show does not show the password', async () => {
  const { code, out, err } = await ad(['config', 'show'], credentials);
  expect(code).toBe(0);
  expect(out + err).not.toContain('hunter2');
});

it('a login without a password starts nothing', async () => {
  const file = await configFile({ ...nobody, kafka: { sasl_mechanism: 'plain' } });
  const { code, err } = await ad(['kafka', 'setup', '--config', file], { KAFKA_SASL_USERNAME: 'detector' });
  expect(code).toBe(2);
  expect(err).toContain('set KAFKA_SASL_PASSWORD in the environment');
});

/** Self-signed, of `CN=test`; nobody has its key any more. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBkDCCATegAwIBAgIUHSl6ShQAN/6egD9ioN4OBF6qQsUwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjcwNTA0NTRaGA8yMTI2MTEwMzA1MDQ1
NFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCLS
tkBSg7kOZHkQx6eyWrXudeuyqHz9Q43LSwLRWXCm7INLCFaHVP+4RZUW5fUkko6I
0VdOujyXzDk8WGF7L6CjbzBtMB0GA1UdDgQWBBQeFW8ljUbXn/Em+KCIxMqjg8xn
gDAfBgNVHSMEGDAWgBQeFW8ljUbXn/Em+KCIxMqjg8xngDAPBgNVHRMBAf8EBTAD
AQH/MBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAKBggqhkjOPQQDAgNHADBE
AiBFt1bP9w20XojlsXo+05U4jiXi4+ysmtC/Ri7ckUtyywIgI0PqjrMSN71juaGZ
PssdhPYr+EDdqEEJGPZ2a1VGaoE=
-----END CERTIFICATE-----
`;
