// Apache Kafka: one process that is broker and controller (KRaft), run from Maven's jars.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokersIn, metadataRequest } from './kafka/metadata-request.mjs';
import { exchange } from './network.mjs';
import { marked, run, say } from './process.mjs';
import { service } from './service.mjs';
import { isStamped, stamp } from './stamp.mjs';
import { installation, shifted, state } from './state.mjs';
import { requireTools } from './tools.mjs';

const name = 'kafka';
const port = shifted(9092);
const controllerPort = shifted(29093); // the usual 9093 is Alertmanager's
const data = join(state(name), 'data');
const properties = join(state(name), 'server.properties');

const pom = fileURLToPath(new URL('./kafka/pom.xml', import.meta.url));
const version = /<artifactId>kafka_2.13<\/artifactId>\s*<version>(.+?)</.exec(readFileSync(pom, 'utf8'))[1];
const jars = join(installation(name), version);
const complete = join(jars, 'complete');

const classPath = join(jars, '*');
const logging = [
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS',
];

export const kafka = service({
  name,
  describe: `Apache Kafka ${version}, one KRaft node`,
  version: () => version,
  port,
  startSeconds: 120, // after a crash, the controller first waits for the dead broker's session to expire

  async install() {
    const fetched = isStamped(complete, version);
    await requireTools('java', ...(fetched ? [] : ['maven']));
    if (!fetched) await fetchJars();
    mkdirSync(state(name), { recursive: true });
    writeFileSync(properties, serverProperties());
    await formatStorage();
  },

  launch: () => ({
    command: 'java',
    args: ['-Xms256m', '-Xmx512m', ...logging, '-cp', classPath, 'kafka.Kafka', properties],
  }),

  /** The broker lists itself only once the controller has admitted it. */
  async ready() {
    const response = await exchange(port, metadataRequest());
    return response !== undefined && brokersIn(response) > 0;
  },
});

async function fetchJars() {
  say(`fetching Apache Kafka ${version} (once)`);
  rmSync(jars, { recursive: true, force: true });
  const where = [`-Dmaven.repo.local=${join(installation(name), 'maven')}`, `-DoutputDirectory=${jars}`];
  await run('mvn', ['-q', '-B', '-Dstyle.color=never', '-f', pom, ...where, 'dependency:copy-dependencies'], {
    env: marked(state(name)),
  });
  stamp(complete, version);
}

async function formatStorage() {
  const formatted = join(state(name), 'formatted');
  if (isStamped(formatted, 'yes')) return;
  rmSync(data, { recursive: true, force: true });
  const tool = ['-cp', classPath, 'kafka.tools.StorageTool'];
  const clusterId = (await run('java', [...tool, 'random-uuid'])).trim().split('\n').at(-1);
  await run('java', [...tool, 'format', '--cluster-id', clusterId, '--config', properties]);
  stamp(formatted, 'yes');
}

function serverProperties() {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': data,
    'auto.create.topics.enable': false,
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 5, // the default of 50 only slows a single node down
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
