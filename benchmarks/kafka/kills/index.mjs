// Whether killed processes and a killed broker ever lose a sample, change the order of verdicts, or repeat one differently.
//   node kafka/kills/index.mjs [--kills 200] [--restarts 20] [--pauses 10] [--collectors 3] [--detectors 2] [--seed 1] [--json]
//     [--brokers host:port]
// `ad collect` and `ad detect` are killed (SIGKILL) at random moments and started again at once, while the broker is killed as well.
// Some detectors are only stopped for longer than the group waits for them (SIGSTOP), and continue without noticing.
// Afterwards all topics are read from their beginning and checked. Exit code 1 when a rule is violated, with the first violations.
// Starts a broker of its own, on port 9292. With --brokers it uses that one, and restarts nothing. Needs the built command.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ownBroker } from './broker.mjs';
import { check } from './check.mjs';
import { disturb } from './disturb.mjs';
import { readTopic } from './read-topic.mjs';

const { values: given } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    restarts: { type: 'string', default: '20' },
    pauses: { type: 'string', default: '10' },
    collectors: { type: 'string', default: '3' },
    detectors: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    brokers: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const counts = ['kills', 'restarts', 'pauses', 'collectors', 'detectors', 'seed'];
const { kills, restarts, pauses, collectors, detectors, seed } = Object.fromEntries(
  counts.map((name) => [name, Number(given[name])]),
);
if (given.brokers !== undefined && restarts > 0) {
  process.stderr.write('a broker named by --brokers is not restarted: add --restarts 0\n');
  process.exit(2);
}
const offendersShown = 5;

const began = performance.now();
const say = (text) =>
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);

const broker = given.brokers === undefined ? await ownBroker() : undefined;
process.env.KAFKA_BOOTSTRAP_SERVERS = given.brokers ?? broker.brokers;
// Imported only now, because cluster.mjs reads the address when it is loaded.
const { configure, folder, kafka, setUp, tearDown } = await import('../cluster.mjs');
const { Restarting } = await import('./restarting.mjs');
const { settle } = await import('./settle.mjs');

const prefix = `bench-kills-${Date.now()}`;
const shared = {
  verdicts: `${prefix}-verdicts`,
  kafka: {
    samples_topic: `${prefix}-samples`,
    state_topic: `${prefix}-state`,
    dead_letter_topic: `${prefix}-dead-letters`,
    consumer_group: prefix,
    checkpoint_seconds: 1,
  },
};
const detecting = configure(prefix, shared);

const printed = [];
const failures = [];
const fail = (what) => {
  say(`! ${what}`);
  failures.push(what);
};

function collector(i) {
  const host = `kills-${i}`;
  const { file } = configure(`${prefix}-${host}`, {
    ...shared,
    data_collection: { collection_duration_minutes: null, interval_seconds: 0.1, host },
    kafka: { ...shared.kafka, outbox_folder: join(folder, `outbox-${i}`) },
  });
  const onLine = (line) => printed.push(JSON.parse(line));
  return new Restarting(`collector ${i}`, ['collect', '--config', file, '--json'], { onLine, onExit: fail });
}

function detector(i) {
  const args = ['detect', '--config', detecting.file, '--json'];
  return new Restarting(`detector ${i}`, args, { onExit: fail });
}

/** Reads all topics and prints what was found. Returns whether every rule holds. */
async function report(done) {
  const { samples_topic, dead_letter_topic } = detecting.config.kafka;
  const [samples, verdicts, deadLetters] = await Promise.all(
    [samples_topic, shared.verdicts, dead_letter_topic].map((topic) => readTopic(kafka, topic)),
  );
  const { counts, violations } = check({ printed, samples, verdicts, deadLetters });
  if (failures.length > 0) violations['no process ends by itself or hangs'] = failures;
  const seconds = Math.round((performance.now() - began) / 1000);
  const figures = { kills, ...done, collectors, detectors, seed, seconds, ...counts };
  process.stdout.write(
    given.json
      ? `${JSON.stringify({ ...figures, violations }, undefined, 2)}\n`
      : Object.entries(figures)
          .map(([name, value]) => `${name.padEnd(18)}${value}\n`)
          .join(''),
  );
  for (const [rule, offenders] of Object.entries(violations)) {
    process.stderr.write(`✗ violated ${offenders.length} times: ${rule}\n`);
    for (const offender of offenders.slice(0, offendersShown)) process.stderr.write(`    ${offender}\n`);
  }
  return Object.keys(violations).length === 0;
}

const collecting = Array.from({ length: collectors }, (_, i) => collector(i + 1));
const judging = Array.from({ length: detectors }, (_, i) => detector(i + 1));
let isGood = false;
try {
  await setUp(detecting);
  for (const each of [...collecting, ...judging]) each.start();
  const done = await disturb({ collecting, judging, broker, kills, restarts, pauses, seed, say });
  say(`${kills} kills, ${done.restarts} restarts of the broker; waiting until all is read`);
  await settle({ collecting, judging, config: detecting.config, say, fail });
  isGood = await report(done);
  if (isGood) say('✓ nothing lost, nothing overtaken, every repetition the same');
} finally {
  await Promise.all([...collecting, ...judging].map((each) => each.end()));
  await tearDown(prefix).catch(() => {});
  await broker?.stop();
}
process.exit(isGood ? 0 : 1);
