// Kills processes and the broker at random moments: the same ones for the same seed.
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@ad/models';

/** Milliseconds between two kills: at least and at most. */
const [shortestPause, longestPause] = [300, 4300];
/** More than the ten seconds after which the group goes on without a member. */
const stopMilliseconds = 12_000;

/**
 * Kills one of the processes after the other. Meanwhile the broker is restarted, and detectors are stopped for a while (SIGSTOP).
 * Returns how often either happened.
 */
export async function disturb({ collecting, judging, broker, kills, restarts, pauses, seed, say }) {
  const all = [...collecting, ...judging];
  const random = createRandom(seed);
  const between = (low, high) => low + (high - low) * random.uniform();
  const oneOf = (list) => list[Math.floor(list.length * random.uniform())];
  const [restartsAt, pausesAt] = [restarts, pauses].map((count) => someOf(kills, count, random));
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
      // Awaited at the end only; until then a failure must not count as an unhandled rejection.
      restarting.catch(() => {});
      // The kill may come at any moment of the restart.
      await sleep(between(0, 1000));
    }
    if (pausesAt.has(i)) {
      const paused = oneOf(judging);
      pausing = pausing.then(() => paused.pause(stopMilliseconds));
      done.pauses++;
    }
    const victim = oneOf(all.filter((each) => !each.isPaused));
    await victim.kill();
    if ((i + 1) % 10 === 0 || kills < 20) say(`${i + 1} kills, the last of ${victim.name}`);
  }
  await Promise.all([restarting, pausing]);
  return done;
}

/** `count` different numbers below `limit`, or all of them where there are fewer. */
function someOf(limit, count, random) {
  const chosen = new Set();
  while (chosen.size < Math.min(count, limit)) chosen.add(Math.floor(limit * random.uniform()));
  return chosen;
}
