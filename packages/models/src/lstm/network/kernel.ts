/** Rows of every matrix that a kernel writes are padded to a multiple of this many floats. */
export const laneMultiple = 8;

/**
 * The four loops in which an LSTM spends its time, over one block of 32-bit floats. Addresses and strides count floats. Every
 * operation rounds to 32 bits, in one order, so that all implementations give the same bits.
 */
export interface Kernel {
  /** The memory that addresses refer to; another array after {@link Kernel.reserve}. */
  readonly memory: Float32Array;
  /** Makes the memory at least that many floats long; what it held may be lost. */
  reserve(floats: number): void;
  /**
   * C += A B: C is `rows` x `width`, B is `steps` x `width`, and A's element (i, k) stands at `a + i rowStride + k stepStride`,
   * so that A may be transposed, or one number repeated.
   */
  multiplyAdd(
    a: number,
    rowStride: number,
    stepStride: number,
    b: number,
    c: number,
    rows: number,
    steps: number,
    width: number,
  ): void;
  /**
   * One step of an LSTM cell. `gates` holds, per row, the sums of the gates i, f, c, o (`units` floats each) and is left with
   * their activations; cell states are read from `previous`; c, tanh(c) and h are written.
   */
  cell(
    gates: number,
    previous: number,
    c: number,
    tanhC: number,
    h: number,
    rows: number,
    units: number,
  ): void;
  /** The gradient of {@link Kernel.cell}: from that of h and c to that of the gates' sums and, in place of c's, of `previous`. */
  cellBack(
    gates: number,
    previous: number,
    tanhC: number,
    dh: number,
    dc: number,
    dGates: number,
    rows: number,
    units: number,
  ): void;
  sumOfSquares(a: number, count: number): number;
  /** One step of Adam (Kingma and Ba, 2015) along `scale` times the gradient; `rate` has the bias correction in it. */
  adam(
    weights: number,
    gradient: number,
    mean: number,
    square: number,
    count: number,
    scale: number,
    rate: number,
    meanDecay: number,
    squareDecay: number,
    epsilon: number,
  ): void;
}

/** The next multiple of {@link laneMultiple}. */
export function padded(count: number): number {
  return Math.ceil(count / laneMultiple) * laneMultiple;
}
