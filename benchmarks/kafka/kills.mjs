// Whether anything is lost, overtaken or told otherwise a second time when processes are killed and the broker is restarted.
//   node kafka/kills.mjs [--kills 200] [--restarts 20] [--pauses 10] [--collectors 3] [--detectors 2] [--seed 1] [--json]
//     [--brokers host:port]
// `ad collect` and `ad detect` are killed (SIGKILL) at random moments and started again at once, while the broker is killed as well.
// Some detectors are only stopped for longer than the group waits for them (SIGSTOP), and go on without knowing of it.
// Afterwards all topics are read from their beginning. Exit code 1 when anything is violated, with the first offenders.
// Starts a broker of its own, on port 9292. With --brokers it uses that one, and restarts nothing. Needs the built command.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRandom } from '@ad/models';
import { ownBroker } from './kills/broker.mjs';
import { check } from './kills/check.mjs';
import { readTopic } from './kills/read-topic.mjs';

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
const [kills, restarts, pauses, collectors, detectors, seed] = [
  given.kills,
  given.restarts,
  given.pauses,
  given.collectors,
  given.detectors,
  given.seed,
].map(Number);
if (given.brokers !== undefined && restarts > 0) {
  process.stderr.write('--brokers is of others: it is not restarted, so say --restarts 0\n');
  process.exit(2);
}

/** Milliseconds between two kills, between which the moment is chosen. */
const [shortestPause, longestPause] = [300, 4300];
/** More than the ten seconds after which the group goes on without a member. */
const pauseMilliseconds = 12_000;
const settleMilliseconds = 120_000;
const offendersShown = 5;

const began = performance.now();
const say = (text) =>
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);

const broker = given.brokers === undefined ? await ownBroker() : undefined;
process.env.KAFKA_BOOTSTRAP_SERVERS = given.brokers ?? broker.brokers;
// Only now, because it reads the address when it is loaded.
const { configure, folder, kafka, setUp, tearDown } = await import('./cluster.mjs');
const { Restarting } = await import('./kills/restarting.mjs');

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
const { samples_topic, dead_letter_topic, consumer_group } = detecting.config.kafka;
const topics = { samples: samples_topic, verdicts: shared.verdicts, deadLetters: dead_letter_topic };

const printed = [];
const ends = [];
const onExit = (what) => {
  say(`! ${what}`);
  ends.push(what);
};

function collector(i) {
  const host = `kills-${i}`;
  const { file } = configure(`${prefix}-${host}`, {
    ...shared,
    data_collection: { collection_duration_minutes: null, interval_seconds: 0.1, host },
    kafka: { ...shared.kafka, outbox_folder: join(folder, `outbox-${i}`) },
  });
  const onLine = (line) => printed.push(JSON.parse(line));
  return new Restarting(`collector ${i}`, ['collect', '--config', file, '--json'], { onLine, onExit });
}

function detector(i) {
  const args = ['detect', '--config', detecting.file, '--json'];
  return new Restarting(`detector ${i}`, args, { onLine: () => {}, onExit });
}

/** So many different kills out of all, at which something else begins as well. */
function someKills(count, random) {
  const chosen = new Set();
  while (chosen.size < Math.min(count, kills)) chosen.add(Math.floor(kills * random.uniform()));
  return chosen;
}

/** Kills one after the other, as the seed says, and the broker in between without waiting for it to be back. */
async function killAll(all, judging) {
  const random = createRandom(seed);
  const between = (low, high) => low + (high - low) * random.uniform();
  const oneOf = (list) => list[Math.floor(list.length * random.uniform())];
  const [restartsAt, pausesAt] = [someKills(restarts, random), someKills(pauses, random)];
  const done = { restarts: 0, pauses: 0 };
  const restart = async () => {
    const from = performance.now();
    await broker.restart();
    done.restarts++;
    const seconds = ((performance.now() - from) / 1000).toFixed(1);
    say(`broker restarted (${done.restarts}), away for ${seconds} s`);
  };
  let restarting = Promise.resolve();
  let pausing = Promise.resolve();
  for (let i = 0; i < kills; i++) {
    await sleep(between(shortestPause, longestPause));
    if (restartsAt.has(i)) {
      restarting = restarting.then(restart);
      // Waited for at the end; until then a failure is no unhandled one.
      restarting.catch(() => {});
      // A kill may come at any moment of the restart.
      await sleep(between(0, 1000));
    }
    if (pausesAt.has(i)) {
      const paused = oneOf(judging);
      pausing = pausing.then(() => paused.pause(pauseMilliseconds));
      done.pauses++;
    }
    const victim = oneOf(all.filter((each) => !each.isPaused));
    await victim.kill();
    if ((i + 1) % 10 === 0 || kills < 20) {
      say(`${i + 1} kills, the last of ${victim.name}; ${printed.length} samples`);
    }
  }
  await Promise.all([restarting, pausing]);
  return done;
}

/** Stops a collector, and starts it again until nothing of it waits on disk. */
async function drain(each) {
  let said = await each.stop(30_000);
  for (let tries = 0; tries < 10; tries++) {
    each.start();
    await sleep(4000);
    said = await each.stop(30_000);
    if (!/ wait in .* for the next start/.test(said)) return;
  }
  onExit(`${each.name} could not deliver what waits on disk: ${said}`);
}

/** Waits until the group has come to the end of all partitions. */
async function untilRead(admin) {
  const until = performance.now() + settleMilliseconds;
  for (;;) {
    const [offsets, [committed]] = await Promise.all([
      admin.fetchTopicOffsets(topics.samples),
      admin.fetchOffsets({ groupId: consumer_group, topics: [topics.samples] }),
    ]);
    const lag = offsets.reduce((sum, { partition, high }) => {
      const at = committed.partitions.find((each) => each.partition === partition);
      return sum + Number(high) - Math.max(0, Number(at?.offset ?? 0));
    }, 0);
    if (lag === 0) return;
    if (performance.now() > until) return onExit(`${lag} samples are still not read`);
    await sleep(500);
  }
}

/** Waits until every detector is in the group: one that hangs would be hidden by the others. */
async function untilAllAreIn(admin) {
  const until = performance.now() + settleMilliseconds;
  for (;;) {
    const { groups } = await admin.describeGroups([consumer_group]);
    const [{ members, state }] = groups;
    if (state === 'Stable' && members.length === detectors) return;
    if (performance.now() > until) {
      return onExit(`${members.length} of ${detectors} detectors are in the group, which is ${state}`);
    }
    await sleep(500);
  }
}

async function settle(collecting, judging) {
  await Promise.all(collecting.map(drain));
  say('collectors have stopped, nothing waits on disk');
  const admin = kafka.admin();
  await admin.connect();
  await untilAllAreIn(admin);
  await untilRead(admin);
  await admin.disconnect();
  say('all samples are read');
  await Promise.all(judging.map((each) => each.stop(30_000)));
}

function table({ violations, ...figures }) {
  return Object.entries(figures)
    .map(([name, value]) => `${name.padEnd(18)}${value}\n`)
    .join('');
}

let exitCode = 1;
const collecting = Array.from({ length: collectors }, (_, i) => collector(i + 1));
const judging = Array.from({ length: detectors }, (_, i) => detector(i + 1));
const all = [...collecting, ...judging];
try {
  await setUp(detecting);
  for (const each of all) each.start();
  const done = await killAll(all, judging);
  say(`${kills} kills, ${done.restarts} restarts of the broker; waiting until all is read`);
  await settle(collecting, judging);

  const [samples, verdicts, deadLetters] = await Promise.all(
    [topics.samples, topics.verdicts, topics.deadLetters].map((topic) => readTopic(kafka, topic)),
  );
  const { counts, violations } = check({ printed, samples, verdicts, deadLetters });
  if (ends.length > 0) violations['no process ends by itself or hangs'] = ends;
  const seconds = Math.round((performance.now() - began) / 1000);
  const report = { kills, ...done, collectors, detectors, seed, seconds, ...counts, violations };
  process.stdout.write(given.json ? `${JSON.stringify(report, undefined, 2)}\n` : table(report));
  for (const [rule, offenders] of Object.entries(violations)) {
    process.stderr.write(`✗ ${rule}: not so ${offenders.length} times\n`);
    for (const offender of offenders.slice(0, offendersShown)) process.stderr.write(`    ${offender}\n`);
  }
  if (Object.keys(violations).length === 0) {
    say('✓ nothing lost, nothing overtaken, every repetition the same');
    exitCode = 0;
  }
} finally {
  await Promise.all(all.map((each) => each.end()));
  await tearDown(prefix).catch(() => {});
  await broker?.stop();
}
process.exit(exitCode);
