import { createRandom } from '../../src/random.js';

/** A slow wave, the same a quarter later, and noise. */
export function waves(count: number, seed = 1): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => [
    50 + 20 * Math.sin(i / 4) + random.uniform(),
    30 + 10 * Math.cos(i / 4) + random.uniform(),
    random.uniform(),
  ]);
}

/** Options of a network that trains in no time. */
export const quick = { epochs: 5, units: 8, forecaster: 'lstm' } as const;
