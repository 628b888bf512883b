import { describe, expect, it } from 'vitest';
import { clientError, FakeKafka, samples } from './support/fake-kafka.js';
import { sourceOf } from './support/source.js';

const rebalancing = clientError('rebalancing', { type: 'REBALANCE_IN_PROGRESS' });

describe('a group that rebalances', () => {
  it('waits for a reader that finishes in time', async () => {
    const kafka = new FakeKafka(samples(4));
    kafka.batchSize = 2;
    const assigned: unknown[] = [];
    const { source, clock } = sourceOf(kafka, { onAssigned: (assignment) => assigned.push(assignment) });
    for await (const batch of source.batches()) {
      if (batch.generation === 2) {
        expect(batch.records[0].offset).toBe(2);
        break;
      }
      kafka.latest.heartbeatErrors.push(rebalancing);
      await clock.sleep(4000, new AbortController().signal);
      expect(batch.isStale()).toBe(false);
    }
    expect(kafka.log.slice(0, 5)).toEqual(['join', 'read 0:0', 'commit 0:2', 'join', 'read 0:2']);
    expect(assigned).toEqual([
      { partitions: [0], generation: 1 },
      { partitions: [0], generation: 2 },
    ]);
  });

  it('goes on without a reader that does not finish, and delivers its batch again', async () => {
    const kafka = new FakeKafka(samples(4));
    kafka.batchSize = 2;
    const { source, clock } = sourceOf(kafka);
    for await (const batch of source.batches()) {
      if (batch.generation === 2) {
        expect(batch.records[0].offset).toBe(0);
        break;
      }
      kafka.latest.heartbeatErrors.push(rebalancing);
      const began = clock.monotonic();
      while (!batch.isStale()) await clock.sleep(100, new AbortController().signal);
      expect(clock.monotonic() - began).toBeGreaterThan(5000);
      // There is time for a commit that was under way.
      expect(kafka.log).not.toContain('commit 0:2');
      expect(kafka.log.filter((line) => line === 'join')).toHaveLength(1);
      while (kafka.log.filter((line) => line === 'join').length === 1) {
        await clock.sleep(100, new AbortController().signal);
      }
      expect(batch.isStale()).toBe(true);
    }
    expect(kafka.committed.size).toBe(0);
  });

  it('does not wait for a member that it has removed', async () => {
    const kafka = new FakeKafka(samples(2));
    const { source, clock } = sourceOf(kafka);
    for await (const batch of source.batches()) {
      if (batch.generation === 2) break;
      kafka.latest.heartbeatErrors.push(clientError('who?', { type: 'UNKNOWN_MEMBER_ID' }));
      const began = clock.monotonic();
      while (!batch.isStale()) await clock.sleep(100, new AbortController().signal);
      expect(clock.monotonic() - began).toBeLessThan(4000);
    }
  });

  it('may have removed a member whose process was blocked, so that its batch is stale', async () => {
    const { source, clock } = sourceOf(new FakeKafka(samples(2)));
    for await (const batch of source.batches()) {
      clock.spend(10_001);
      expect(batch.isStale()).toBe(true);
      break;
    }
  });

  it('delivers a batch again that its reader skipped as stale, although the group kept the member', async () => {
    const kafka = new FakeKafka(samples(4));
    kafka.batchSize = 2;
    const { source, clock } = sourceOf(kafka);
    const used: number[] = [];
    for await (const batch of source.batches()) {
      // As after a pause of the process, or of a broker that came back before it had missed anybody.
      if (used.length === 0 && batch.generation === 1) clock.spend(10_001);
      if (batch.isStale()) continue;
      used.push(...batch.records.map(({ offset }) => offset));
      if (used.length >= 4) break;
    }
    expect(used).toEqual([0, 1, 2, 3]);
    expect(kafka.committed.get(0)).toBe(2);
  });
});
