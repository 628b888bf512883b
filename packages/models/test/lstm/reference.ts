import type { NetworkShape, NetworkWeights } from '../../src/lstm/network/weights.js';

/** LSTM and dense layer as the textbook writes them, in double precision, for one window: the forecast. */
export function forecastWindow(
  weights: { readonly [Name in keyof NetworkWeights]: ArrayLike<number> },
  { features, units }: NetworkShape,
  window: readonly ArrayLike<number>[],
): number[] {
  const { kernel, recurrentKernel, bias, denseKernel, denseBias } = weights;
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  let h = new Array<number>(units).fill(0);
  let c = new Array<number>(units).fill(0);
  for (const row of window) {
    const z = Array.from({ length: 4 * units }, (_, k) => {
      let sum = bias[k];
      for (let j = 0; j < features; j++) sum += row[j] * kernel[j * 4 * units + k];
      for (let j = 0; j < units; j++) sum += h[j] * recurrentKernel[j * 4 * units + k];
      return sum;
    });
    c = c.map((value, k) => sigmoid(z[units + k]) * value + sigmoid(z[k]) * Math.tanh(z[2 * units + k]));
    h = c.map((value, k) => sigmoid(z[3 * units + k]) * Math.tanh(value));
  }
  return Array.from({ length: features }, (_, j) =>
    h.reduce((sum, value, k) => sum + value * denseKernel[k * features + j], denseBias[j]),
  );
}
