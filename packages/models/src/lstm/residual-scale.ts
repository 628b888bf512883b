import { quantile, sortedFinite } from '../quantile.js';
import type { Scaling } from './scaling.js';

/** The 99 % quantile of a standard normal variable's absolute value. */
const normalQuantile = 2.576;
/** Never less, in standard deviations of the column: a forecast that was almost perfect in training will not stay so. */
const smallestScale = 0.1;

/**
 * What counts as one unit of residual, per column: robust against quiet columns with rare bursts (the 99 % quantile is 0 there,
 * half the standard deviation is not), and a whole unit for columns that hardly moved in training.
 *
 * @param residuals rows x columns, `NaN` where there is none
 */
export function fitResidualScale(residuals: Float64Array, { floored }: Scaling): Float64Array {
  const columns = floored.length;
  return Float64Array.from(floored, (isFloored, j) => {
    const absolute = sortedFinite(
      Float64Array.from({ length: residuals.length / columns }, (_, i) =>
        Math.abs(residuals[i * columns + j]),
      ),
    );
    const rms = Math.sqrt(absolute.reduce((sum, value) => sum + value * value, 0) / absolute.length);
    const scale = absolute.length > 0 ? Math.max(quantile(absolute, 0.99) / normalQuantile, 0.5 * rms) : 0;
    return Math.max(scale, isFloored ? 1 : smallestScale);
  });
}
