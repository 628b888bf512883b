import { createRandom, standardNormal } from '../random.js';

export function expectThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** 300 rows of four columns: two correlated, one skewed, one constant. */
export function ordinaryRows(): number[][] {
  const random = createRandom(7);
  const normal = () => standardNormal(random);
  return Array.from({ length: 300 }, () => {
    const common = normal();
    return [common + 0.3 * normal(), 2 * common + 0.3 * normal(), Math.exp(0.5 * normal()), 5];
  });
}

export const outlier = [40, -60, 200, 5];

/** The ordinary rows and one more: what a model of sequences needs to score it, and no matter to one of rows. */
export function followedBy(row: readonly number[]): (readonly number[])[] {
  return [...ordinaryRows(), row];
}

export function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((value, i) => Object.is(value, b[i]));
}

export async function rejectionOf(action: () => unknown): Promise<unknown> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error;
  }
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
