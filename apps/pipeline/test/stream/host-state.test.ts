import { StreamingDetector } from '@ad/models';
import { describe, expect, it } from 'vitest';
import { HostState, readHeader } from '../../src/stream/host-state.js';

/** A host whose collector is started again and again, and gives so many samples each time. */
function starts(count: number, samplesOfEach: number) {
  return Array.from({ length: count * samplesOfEach }, (_, i) => ({
    offset: i,
    sample: { timestamp: 1000 * i, host: 'web', values: { cpu_percent: 20 } },
    boot: `boot-${Math.floor(i / samplesOfEach)}`,
    sequence: 1 + (i % samplesOfEach),
  }));
}

function observeAll(state: HostState, samples: ReturnType<typeof starts>): number {
  return samples.filter((sample) => state.observe(sample) !== undefined).length;
}

describe('the state of a host', () => {
  it('knows samples again that are sent twice, of however many starts of the collector they are', () => {
    const samples = starts(50, 10);
    const state = new HostState(new StreamingDetector());
    expect(observeAll(state, samples)).toBe(500);
    expect(observeAll(state, samples)).toBe(0);

    const restored = new HostState(new StreamingDetector(), readHeader(state.save()));
    expect(observeAll(restored, samples)).toBe(0);
  });

  it('forgets starts whose samples will not come again', () => {
    const state = new HostState(new StreamingDetector());
    observeAll(state, starts(100, 300));
    expect(readHeader(state.save())?.boots).toHaveLength(5);
  });
});
