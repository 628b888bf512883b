/**
 * A probability from a forest's raw value: sigmoid(slope * logit(raw) + intercept). The slope is above 0, so that the order of rows,
 * and with it every ranking measure, is that of the raw values. (Isotonic regression would tie rows, and needs about a thousand
 * labels: Niculescu-Mizil and Caruana 2005.)
 */
export interface Calibrator {
  readonly slope: number;
  readonly intercept: number;
}

// Raw values of exactly 0 and 1 have no logit.
const margin = 1e-3;

/** Where raw values say nothing, or the opposite, the order of rows still stands. */
const leastSlope = 1e-3;

function logit(raw: number): number {
  const inside = margin + (1 - 2 * margin) * raw;
  return Math.log(inside / (1 - inside));
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** Cost: O(1), one logarithm and one exponential. */
export function toCalibrated(raw: number, { slope, intercept }: Calibrator): number {
  return sigmoid(slope * logit(raw) + intercept);
}

/**
 * Platt scaling (Platt 1999, targets and Newton steps of Lin, Lin and Weng 2007) of raw values in 0..1 against labels; rows whose
 * raw value is `NaN` are left out. Cost: O(rows) per step, some ten steps.
 */
export function fitPlatt(raw: Float64Array, labels: Uint8Array): Calibrator {
  const rows = Array.from(raw.keys()).filter((i) => !Number.isNaN(raw[i]));
  const positives = rows.reduce((sum, i) => sum + labels[i], 0);
  const negatives = rows.length - positives;
  // Targets a little inside of 0 and 1: classes that are told apart perfectly would give an infinite slope.
  const targets = [1 / (negatives + 2), (positives + 1) / (positives + 2)];
  const points = rows.map((i) => ({ x: logit(raw[i]), target: targets[labels[i]] }));

  let fitted: Calibrator = { slope: leastSlope, intercept: Math.log((positives + 1) / (negatives + 1)) };
  let loss = logLoss(points, fitted);
  for (let step = 0; step < 100; step++) {
    const next = improve(points, fitted, loss);
    if (!next) break;
    const gained = loss - next.loss;
    ({ fitted, loss } = next);
    if (gained < 1e-10 * (1 + loss)) break;
  }
  return fitted;
}

interface Point {
  readonly x: number;
  readonly target: number;
}

function logLoss(points: readonly Point[], { slope, intercept }: Calibrator): number {
  return points.reduce((sum, { x, target }) => {
    const z = slope * x + intercept;
    return sum + Math.max(z, 0) - target * z + Math.log1p(Math.exp(-Math.abs(z)));
  }, 0);
}

/** Takes a step of Newton's, halved until the loss falls; nothing when it does not. */
function improve(points: readonly Point[], from: Calibrator, loss: number) {
  const direction = newtonDirection(points, from);
  for (let length = 1; length > 1e-10; length /= 2) {
    const fitted = {
      slope: Math.max(leastSlope, from.slope - length * direction.slope),
      intercept: from.intercept - length * direction.intercept,
    };
    const next = logLoss(points, fitted);
    if (next < loss) return { fitted, loss: next };
  }
  return undefined;
}

/** The gradient of the loss, multiplied by the inverse of its second derivatives. */
function newtonDirection(points: readonly Point[], { slope, intercept }: Calibrator): Calibrator {
  let [g0, g1, h00, h01, h11] = [0, 0, 1e-12, 0, 1e-12];
  for (const { x, target } of points) {
    const p = sigmoid(slope * x + intercept);
    const curvature = p * (1 - p);
    g0 += (p - target) * x;
    g1 += p - target;
    h00 += curvature * x * x;
    h01 += curvature * x;
    h11 += curvature;
  }
  const determinant = h00 * h11 - h01 * h01 || 1e-12;
  return {
    slope: (h11 * g0 - h01 * g1) / determinant,
    intercept: (h00 * g1 - h01 * g0) / determinant,
  };
}
