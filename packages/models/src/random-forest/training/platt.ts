/**
 * A probability from a forest's raw value: sigmoid(slope * logit(raw) + intercept). The slope is above 0, so that the order of rows,
 * and with it every ranking measure, is that of the raw values. (Isotonic regression would tie rows, and wants about a thousand
 * labels: Niculescu-Mizil and Caruana 2005.)
 */
export interface Calibrator {
  readonly slope: number;
  readonly intercept: number;
}

// Raw values of exactly 0 and 1 have no logit.
const margin = 1e-3;

export function logit(raw: number): number {
  const inside = margin + (1 - 2 * margin) * raw;
  return Math.log(inside / (1 - inside));
}

/** Cost: O(1), one logarithm and one exponential. */
export function toCalibrated(raw: number, { slope, intercept }: Calibrator): number {
  return 1 / (1 + Math.exp(-(slope * logit(raw) + intercept)));
}

/**
 * Platt scaling (Platt 1999, targets and Newton steps of Lin, Lin and Weng 2007) of raw values in 0..1 against labels; rows whose
 * raw value is `NaN` are left out. Cost: O(rows) per step, some ten steps.
 */
export function fitPlatt(raw: Float64Array, labels: Uint8Array): Calibrator {
  const x: number[] = [];
  const isPositive: boolean[] = [];
  raw.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    x.push(logit(value));
    isPositive.push(labels[i] === 1);
  });
  const positives = isPositive.filter(Boolean).length;
  const negatives = isPositive.length - positives;
  // Soft targets keep perfectly parted classes from an infinite slope.
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const loss = (slope: number, intercept: number): number =>
    x.reduce((sum, value, i) => {
      const z = slope * value + intercept;
      const target = isPositive[i] ? high : low;
      return sum + Math.max(z, 0) - target * z + Math.log1p(Math.exp(-Math.abs(z)));
    }, 0);

  let slope = leastSlope;
  let intercept = Math.log((positives + 1) / (negatives + 1));
  let current = loss(slope, intercept);
  for (let step = 0; step < 100; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-12, 0, 1e-12];
    x.forEach((value, i) => {
      const p = 1 / (1 + Math.exp(-(slope * value + intercept)));
      const error = p - (isPositive[i] ? high : low);
      const curvature = p * (1 - p);
      g0 += error * value;
      g1 += error;
      h00 += curvature * value * value;
      h01 += curvature * value;
      h11 += curvature;
    });
    const determinant = h00 * h11 - h01 * h01 || 1e-12;
    const down0 = (h11 * g0 - h01 * g1) / determinant;
    const down1 = (h00 * g1 - h01 * g0) / determinant;
    let length = 1;
    let next = current;
    // Halved until the loss falls.
    for (; length > 1e-10; length /= 2) {
      next = loss(Math.max(leastSlope, slope - length * down0), intercept - length * down1);
      if (next < current) break;
    }
    if (!(next < current)) break;
    slope = Math.max(leastSlope, slope - length * down0);
    intercept -= length * down1;
    const gained = current - next;
    current = next;
    if (gained < 1e-10 * (1 + current)) break;
  }
  return { slope, intercept };
}

/** Where raw values say nothing, or the opposite, the order of rows still stands. */
const leastSlope = 1e-3;
