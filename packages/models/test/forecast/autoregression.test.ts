import { describe, expect, it } from 'vitest';
import { fitAutoregression, forecast } from '../../src/forecast/autoregression.js';

/** Two features that follow each other, driven by Park and Miller's generator, so that any language can make the same. */
function createSeries(rows: number): Float64Array {
  let state = 7;
  const uniform = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  const x = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < 2; j++) {
      const past =
        i > 1 ? 0.5 * x[2 * (i - 1) + j] + 0.3 * x[2 * (i - 1) + 1 - j] - 0.2 * x[2 * (i - 2) + j] : 0;
      x[2 * i + j] = past + 2 * uniform() - 1;
    }
  }
  return x;
}

function expectClose(actual: Float64Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, k) => {
    expect(actual[k]).toBeCloseTo(value, 10);
  });
}

// Expected coefficients: sklearn.linear_model.Ridge of scikit-learn 1.9 (numpy 2.4), alpha 10 on a feature's own three lags and 100 on all
// lags, fitted on the same 700 rows.
describe('autoregression', () => {
  it('has the coefficients of scikit-learn, of each feature on itself', () => {
    expectClose(
      fitAutoregression(createSeries(700), 700, 2).own,
      [
        0.5705826369387964, -0.08127976946083813, -0.009509361939804015, 0.03839285727996499,
        0.5962127799496648, -0.17784167425173608, 0.01795708160782646, 0.017573707895065113,
      ],
    );
  });

  it('has the coefficients of scikit-learn, of all features on all', () => {
    expectClose(
      fitAutoregression(createSeries(700), 700, 2).coupled,
      [
        0.38347574538463364, 0.23963992093818362, 0.25027238327392315, 0.37404069943633245,
        -0.044634291137063443, 0.06233162676202922, 0.027199774768052395, -0.12356574278479907,
        -0.04289616380287148, -0.005599785262943026, -0.05028553646290406, -0.05486781297692918,
        0.04463709252181067, 0.003769299790591322,
      ],
    );
  });

  it('leaves out windows with a missing value, of a feature alone and of all together', () => {
    const x = createSeries(700);
    for (const row of [50, 300, 301]) x[2 * row] = Number.NaN;
    const { own, coupled } = fitAutoregression(x, 700, 2);
    expectClose(
      own,
      [
        0.564242189263797, -0.07340222220401957, -0.006603606494162958, 0.04297085900994721,
        0.5962127799496648, -0.17784167425173608, 0.01795708160782646, 0.017573707895065113,
      ],
    );
    expectClose(
      coupled,
      [
        0.3799618446603799, 0.236670117853186, 0.2453726606008277, 0.37020182931563345, -0.038628231779181475,
        0.0662668894103608, 0.028300925101114004, -0.12242975364019146, -0.040565660422275655,
        -0.0013562383303804743, -0.04930675810282123, -0.0510095252862506, 0.04899287318141374,
        0.007549031944635565,
      ],
    );
  });

  it('recovers the coefficients that a long series was made with', () => {
    const noise = createSeries(20_000).map((_, i, x) => Math.sin(1e4 * x[i]));
    const x = new Float64Array(40_000);
    for (let i = 3; i < x.length; i++) {
      x[i] = 0.2 + 0.6 * x[i - 1] - 0.3 * x[i - 2] + 0.1 * x[i - 3] + noise[i];
    }
    const { own } = fitAutoregression(x, x.length, 1);
    [0.6, -0.3, 0.1, 0.2].forEach((value, k) => {
      expect(Math.abs(own[k] - value)).toBeLessThan(0.02);
    });
  });

  it('couples features only where there are 100 rows for each coefficient', () => {
    const x = createSeries(700);
    expect(fitAutoregression(x, 599, 2).coupled).toHaveLength(0);
    expect(fitAutoregression(x, 600, 2).coupled).toHaveLength(14);
    expect(fitAutoregression(x, 700, 1).coupled).toHaveLength(0);
  });

  it('expects the mean of what a feature itself and what all say', () => {
    const own = Float64Array.of(0.5, 0, 0, 1, 0, 0, 0.25, 0);
    const coupled = new Float64Array(14);
    coupled[1] = 2; // the second feature from the latest value of the first
    coupled[12] = 3; // intercept of the first
    const past = Float64Array.of(4, 0, 0, 0, 0, 8);
    const [alone, both] = [new Float64Array(2), new Float64Array(2)];
    forecast({ own, coupled: new Float64Array(0) }, past, alone);
    forecast({ own, coupled }, past, both);
    expect([...alone]).toEqual([3, 2]);
    expect([...both]).toEqual([(3 + 3) / 2, (2 + 8) / 2]);
  });

  it('knows nothing but zero of rows that are all missing', () => {
    const { own } = fitAutoregression(new Float64Array(90).fill(Number.NaN), 30, 3);
    expect(own.every((value) => value === 0)).toBe(true);
  });
});
