// Brings everything to rest after the kills, so that the topics can be checked.
import { setTimeout as sleep } from 'node:timers/promises';
import { kafka, lagOf } from '../cluster.mjs';

const settleMilliseconds = 120_000;
const stopMilliseconds = 30_000;

/** Stops the collectors, waits until all of their samples are judged, then stops the detectors. `fail` hears of what does not end well. */
export async function settle({ collecting, judging, config, say, fail }) {
  await Promise.all(collecting.map((each) => drain(each, fail)));
  say('collectors have stopped, nothing waits on disk');
  const admin = kafka.admin();
  await admin.connect();
  await untilAllAreMembers(admin, config.kafka.consumer_group, judging.length, fail);
  await untilRead(admin, config.kafka, fail);
  await admin.disconnect();
  say('all samples are read');
  await Promise.all(judging.map((each) => each.stop(stopMilliseconds)));
}

/** Stops a collector, and starts it again until nothing of it waits on disk. */
async function drain(each, fail) {
  let said = await each.stop(stopMilliseconds);
  for (let tries = 0; tries < 10; tries++) {
    each.start();
    await sleep(4000);
    said = await each.stop(stopMilliseconds);
    if (!/ wait in .* for the next start/.test(said)) return;
  }
  fail(`${each.name} could not deliver what waits on disk: ${said}`);
}

/** Waits until every detector is in the group: the others would hide one that hangs. */
async function untilAllAreMembers(admin, group, detectors, fail) {
  const until = performance.now() + settleMilliseconds;
  for (;;) {
    const { groups } = await admin.describeGroups([group]);
    const [{ members, state }] = groups;
    if (state === 'Stable' && members.length === detectors) return;
    if (performance.now() > until) {
      return fail(`${members.length} of ${detectors} detectors are in the group, which is ${state}`);
    }
    await sleep(500);
  }
}

async function untilRead(admin, topicAndGroup, fail) {
  const until = performance.now() + settleMilliseconds;
  for (;;) {
    const lag = await lagOf(admin, topicAndGroup);
    if (lag === 0) return;
    if (performance.now() > until) return fail(`${lag} samples are still not read`);
    await sleep(500);
  }
}
