import { describe, expect, it, vi } from 'vitest';
import { GroupCommit } from '../../src/outbox/group-commit.js';
import { range } from './support.js';

const options = { sizeOf: () => 1, groupBytes: 1_000_000 };

describe('GroupCommit', () => {
  it('stores what is added at the same time at once, and what comes meanwhile with the next', async () => {
    const groups: number[] = [];
    let finish = (): void => {};
    const commits = new GroupCommit<number>((entries) => {
      groups.push(entries.length);
      return new Promise((resolve) => {
        finish = resolve;
      });
    }, options);
    const first = range(0, 10_000).map((entry) => commits.add(entry));
    await vi.waitFor(() => expect(groups).toEqual([10_000]));
    const second = range(0, 5000).map((entry) => commits.add(entry));
    expect([commits.entries, commits.bytes]).toEqual([15_000, 15_000]);
    finish();
    await Promise.all(first);
    await vi.waitFor(() => expect(groups).toEqual([10_000, 5000]));
    finish();
    await Promise.all(second);
    await commits.settled();
    expect([commits.entries, commits.bytes]).toEqual([0, 0]);
  });

  it('fails for those of a group, and goes on with the next', async () => {
    const error = new Error('full');
    const store = vi.fn(async () => {}).mockRejectedValueOnce(error);
    const commits = new GroupCommit<number>(store, { ...options, groupBytes: 2 });
    const results = await Promise.allSettled(range(0, 5).map((entry) => commits.add(entry)));
    expect(results.map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(store.mock.calls).toEqual([[[0, 1]], [[2, 3]], [[4]]]);
    await expect(commits.add(5)).resolves.toBeUndefined();
  });
});
