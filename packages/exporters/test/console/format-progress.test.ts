import { formatProgress } from '@ad/exporters/console';
import { describe, expect, it } from 'vitest';

describe('formatProgress', () => {
  it.each([
    [0, 'Learning what is normal  ░░░░░░░░░░   0/30 s'],
    [18, 'Learning what is normal  ██████░░░░  18/30 s'],
    [29.9, 'Learning what is normal  █████████░  29/30 s'],
    [30, 'Learning what is normal  ██████████  30/30 s'],
    [45, 'Learning what is normal  ██████████  30/30 s'],
    [-1, 'Learning what is normal  ░░░░░░░░░░   0/30 s'],
  ])('after %d of 30 seconds', (elapsedSeconds, line) => {
    expect(formatProgress({ elapsedSeconds, totalSeconds: 30 })).toBe(line);
  });

  it('is full when there is nothing to wait for', () => {
    expect(formatProgress({ elapsedSeconds: 0, totalSeconds: 0, label: 'Loading', width: 4 })).toBe(
      'Loading  ████  0/0 s',
    );
  });
});
