import { createRandom } from '@ad/models';
import { median, milliseconds } from '../../measure.mjs';

/** What is trained and scored, by us and by the peers. */
export const problem = {
  sequenceLength: 10,
  features: 5,
  units: 32,
  batchSize: 32,
  windows: 120,
  learningRate: 0.005,
};

/** Noisy waves. */
export function makeRows(count) {
  const random = createRandom(1);
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: problem.features }, (_, j) => Math.sin(i / 3 + j) + 0.1 * random.uniform()),
  );
}

/** Median milliseconds of some runs. */
export async function time(repeats, action) {
  const times = [];
  for (let i = 0; i < repeats; i++) times.push(await milliseconds(action));
  return median(times);
}
