import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/matrix.js';
import { BaseModel } from '../../src/model/base-model.js';
import { loadModel, registerModel } from '../../src/registry.js';
import { checkModel, modelChecks } from '../../src/testing/check-model.js';

interface DistanceState {
  readonly center: Float64Array;
}

/** The smallest useful model: Euclidean distance from the mean of training. */
class DistanceModel extends BaseModel<DistanceState> {
  static readonly kind = 'distance';
  override readonly kind = DistanceModel.kind;

  protected override fit({ data, rows, columns }: Matrix): DistanceState {
    const center = new Float64Array(columns);
    data.forEach((value, i) => {
      center[i % columns] += value / rows;
    });
    return { center };
  }

  protected override createScorer({ center }: DistanceState) {
    return {
      score: ({ data, rows, columns }: Matrix) =>
        Float64Array.from({ length: rows }, (_, i) => {
          const distance = Math.hypot(...center.map((value, j) => data[i * columns + j] - value));
          return distance === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : distance;
        }),
    };
  }
}
registerModel(DistanceModel);

describe('a custom model', () => {
  for (const check of modelChecks()) it(check.name, () => check.run(() => new DistanceModel()));

  it('gets decisions, probabilities and saving for free', async () => {
    const model = await new DistanceModel({ contamination: 0.2 }).train([[0], [1], [2], [3], [4]]);
    expect([...model.predict([[2], [40]])]).toEqual([0, 1]);
    expect([...loadModel(JSON.parse(JSON.stringify(model))).score([[2], [12]])]).toEqual([0, 10]);
  });

  it('says so when it cannot explain', async () => {
    const model = await new DistanceModel().train([[0], [1]]);
    expect(() => model.explain([1])).toThrow('a distance model does not explain its scores');
  });
});

it('checkModel names every promise that a bad model breaks', async () => {
  class Upside extends DistanceModel {
    protected override createScorer(state: DistanceState) {
      const scorer = super.createScorer(state);
      return { score: (rows: Matrix) => scorer.score(rows).map((score) => -score) };
    }
  }
  await expect(checkModel(() => new Upside())).rejects.toThrow('scores an obvious outlier above the median');
});
