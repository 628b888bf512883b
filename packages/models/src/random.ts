/** A seeded source of random numbers; the same seed gives the same sequence on every platform. */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number;
  /** Uniform integer in [0, limit), `limit` at most 2^32. */
  integer(limit: number): number;
}

/**
 * sfc32 (Chris Doty-Humphrey's Small Fast Counting generator, PractRand), seeded with one 32-bit integer.
 *
 * @example
 * ```ts
 * const random = createRandom(42);
 * random.uniform() === createRandom(42).uniform(); // true
 * ```
 */
export function createRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;

  function next(): number {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return result >>> 0;
  }
  // The reference implementation discards the first outputs so that close seeds do not give close sequences.
  for (let i = 0; i < 15; i++) next();

  return {
    uniform: () => next() * 2 ** -32,
    integer: (limit) => Math.floor(next() * 2 ** -32 * limit),
  };
}

/** A draw from the normal distribution with mean 0 and variance 1, by Box and Muller (1958). */
export function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}
