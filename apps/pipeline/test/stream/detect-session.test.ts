import { setImmediate as turn } from 'node:timers/promises';
import { createRandom, type Sample, StreamingDetector } from '@ad/models';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DetectEvent, DetectSession } from '../../src/stream/detect-session.js';
import { FakeLog } from './fake-log.js';

const day = 86_400_000;
const start = Date.UTC(2026, 10, 23);

function sampleOf(host: string, i: number, cpu: number): Sample {
  return { timestamp: start + 1000 * i, host, values: { cpu_percent: cpu, memory_percent: 50 } };
}

/** Two partitions of five hosts, each with a busy spell; some senders count, some do not. */
function filledLog(samples = 60): FakeLog {
  const log = new FakeLog(2);
  const random = createRandom(7);
  for (let i = 0; i < samples; i++) {
    for (let host = 0; host < 5; host++) {
      const cpu = i > 40 && i < 46 ? 99 : 20 + 5 * random.uniform();
      const count = host < 2 ? { boot: 'a', sequence: i + 1 } : undefined;
      log.append(host % 2, sampleOf(`host-${host}`, i, cpu), count);
    }
  }
  return log;
}

function session(log: FakeLog, seed: number, options: Partial<{ maxHosts: number; forget: number }> = {}) {
  const stop = new AbortController();
  const process = log.process(seed);
  const events: DetectEvent[] = [];
  const running = new DetectSession(
    {
      store: process.store,
      destination: process.destination,
      createDetector: (_, from) => new StreamingDetector(from ? { from } : {}),
      reject: process.reject,
      checkpointMilliseconds: 2,
      maxHosts: options.maxHosts ?? 100,
      forgetAfterMilliseconds: options.forget ?? day,
      onEvent: (event) => events.push(event),
    },
    stop.signal,
  );
  return { running, process, events, stop };
}

/** Everything that was said, each id once, in the order of its first time; throws when a repetition differs from what was said first. */
function said(log: FakeLog): Map<string, string> {
  const byId = new Map<string, string>();
  for (const verdict of log.verdicts) {
    const id = `${verdict.host}/${verdict.timestamp}/${verdict.sequence}`;
    const text = JSON.stringify(verdict);
    expect(byId.get(id) ?? text).toBe(text);
    byId.set(id, text);
  }
  return byId;
}

/** Ids that one has and the other has not, or has otherwise. */
function differences(left: Map<string, string>, right: Map<string, string>): string[] {
  const ids = new Set([...left.keys(), ...right.keys()]);
  return [...ids].filter((id) => left.get(id) !== right.get(id));
}

async function undisturbed(): Promise<Map<string, string>> {
  const log = filledLog();
  const { running, process, stop } = session(log, 1);
  await running.run((signal) => process.read([0, 1], signal));
  stop.abort();
  return said(log);
}

describe('a session of a detector of many hosts', () => {
  it('gives a verdict on every sample, in the order of each host', async () => {
    const log = filledLog();
    const { running, process } = session(log, 1);
    await running.run((signal) => process.read([0, 1], signal));
    expect(log.verdicts).toHaveLength(300);
    for (let host = 0; host < 5; host++) {
      const own = log.verdicts.filter((verdict) => verdict.host === `host-${host}`);
      expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, i) => i + 1));
      expect(own.some(({ isAnomaly }) => isAnomaly)).toBe(true);
    }
  });

  it('says the same to the byte, loses nothing and overtakes nothing, wherever it is killed', async () => {
    const expected = await undisturbed();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ seed: fc.integer({ min: 0 }), turns: fc.integer({ min: 0, max: 60 }) }), {
          maxLength: 6,
        }),
        async (kills) => {
          const log = filledLog();
          for (const { seed, turns } of kills) {
            const { running, process, stop } = session(log, seed);
            void running.run((signal) => process.read([0, 1], signal)).catch(() => {});
            for (let i = 0; i < turns; i++) await turn();
            process.kill();
            stop.abort();
          }
          const { running, process } = session(log, 5);
          await running.run((signal) => process.read([0, 1], signal));
          const all = said(log);
          expect(differences(all, expected)).toEqual([]);
          for (let host = 0; host < 5; host++) {
            const first = [...all.values()]
              .map((text) => JSON.parse(text))
              .filter((verdict) => verdict.host === `host-${host}`);
            expect(first.map(({ sequence }) => sequence)).toEqual(first.map((_, i) => i + 1));
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('hands its partitions on with their states, and a successor that took one over shuts it out', async () => {
    const expected = await undisturbed();
    const log = filledLog();
    const old = session(log, 3);
    const oldRun = old.running.run((signal) => old.process.read([0, 1], signal)).catch(() => {});
    await turn();
    const next = session(log, 4);
    await Promise.all([next.running.run((signal) => next.process.read([0, 1], signal)), oldRun]);
    // Whoever was shut out may have left samples to its successor's successor.
    const last = session(log, 5);
    await last.running.run((signal) => last.process.read([0, 1], signal));
    expect(differences(said(log), expected)).toEqual([]);
  });

  it('saves all before it leaves, so that the next one repeats nothing', async () => {
    const log = filledLog();
    const first = session(log, 3);
    first.process.read([0, 1], first.stop.signal);
    const run = first.running.run(async function* (signal) {
      for await (const batch of first.process.read([0, 1], signal)) {
        yield batch;
        if (log.verdicts.length > 100) first.stop.abort();
      }
    });
    await run;
    expect(log.verdicts.length).toBeLessThan(300);
    const next = session(log, 4);
    await next.running.run((signal) => next.process.read([0, 1], signal));
    // What was read and not yet saved when the reading ended is saved by the one that goes on.
    next.stop.abort();
    expect(log.verdicts).toHaveLength(300);
  });

  it('gives no second verdict on a sample that was sent twice, whatever the clock did in between', async () => {
    const log = new FakeLog(1);
    const count = (sequence: number) => ({ boot: 'b', sequence });
    for (let i = 0; i < 20; i++) log.append(0, sampleOf('web', i, 20), count(i + 1));
    for (let i = 15; i < 25; i++) log.append(0, sampleOf('web', i, 20), count(i + 1));
    log.append(0, sampleOf('web', 3, 20), count(26)); // its clock was set back
    log.append(0, sampleOf('other', 1, 20));
    log.append(0, sampleOf('other', 1, 20)); // of a sender that does not count
    const { running, process, events } = session(log, 1);
    await running.run((signal) => process.read([0], signal));
    expect(log.verdicts.filter(({ host }) => host === 'web')).toHaveLength(26);
    expect(log.verdicts.filter(({ host }) => host === 'other')).toHaveLength(1);
    expect(events.filter(({ kind }) => kind === 'duplicate')).toHaveLength(6);
  });

  it('puts samples of more hosts than it holds aside, and loses none of them', async () => {
    const log = filledLog(20);
    const { running, process } = session(log, 1, { maxHosts: 3 });
    await running.run((signal) => process.read([0, 1], signal));
    expect(new Set(log.verdicts.map(({ host }) => host)).size).toBe(3);
    expect(log.rejected).toHaveLength(40);
    expect(log.rejected[0].reason).toBe('too_many_hosts');
  });

  it('forgets a host that has been silent for too long, here and in the store', async () => {
    const log = new FakeLog(1);
    log.append(0, sampleOf('gone', 0, 20));
    for (let i = 0; i < 200; i++) log.append(0, sampleOf('here', 100 + i, 20));
    const { running, process } = session(log, 1, { forget: 120_000 });
    await running.run(async function* (signal) {
      for await (const batch of process.read([0], signal)) {
        yield batch;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    expect([...log.states[0].keys()]).toEqual(['here']);
  });

  it('begins a host anew whose saved state is damaged, and says so', async () => {
    const log = filledLog(20);
    log.states[0].set('host-0', 'no JSON');
    log.states[0].set('host-2', '{"version":1,"offset":-1,"latest":0,"boots":[]}\n{"sequence":"x"}');
    const { running, process, events } = session(log, 1);
    await running.run((signal) => process.read([0, 1], signal));
    expect(log.verdicts).toHaveLength(100);
    const damaged = events.filter((event) => event.kind === 'damaged_state');
    expect(damaged.map(({ host }) => host).sort()).toEqual(['host-0', 'host-2']);
  });
});
