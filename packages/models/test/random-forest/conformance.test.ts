import { describe, it } from 'vitest';
import type { Rows } from '../../src/matrix.js';
import type { TrainOptions } from '../../src/model/training.js';
import { RandomForestModel } from '../../src/random-forest/model.js';
import { modelChecks } from '../../src/testing/check-model.js';

/** Labels the fifth of the rows that lies farthest out; with `anomalies`, only so many of those. */
class LabelledForest extends RandomForestModel {
  protected anomalies = Number.POSITIVE_INFINITY;

  override train(rows: Rows, options: TrainOptions = {}): Promise<this> {
    const distances = (rows as number[][]).map((row) => Math.hypot(...row.map((value) => value - 1)));
    const wanted = Math.min(Math.floor(distances.length / 5), this.anomalies);
    const limit = [...distances].sort((a, b) => b - a)[wanted] ?? 0;
    return super.train(rows, { ...options, labels: distances.map((distance) => (distance > limit ? 1 : 0)) });
  }
}

class FewLabelsForest extends LabelledForest {
  protected override anomalies = 7;
}

const options = { nEstimators: 50, seed: 1 };
describe.each([
  ['random forest without labels', () => new RandomForestModel(options)],
  ['random forest against marginals', () => new RandomForestModel({ ...options, novelty: 'marginals' })],
  ['random forest with labels', () => new LabelledForest(options)],
  ['random forest with few labelled anomalies', () => new FewLabelsForest(options)],
])('%s', (_, createModel) => {
  for (const check of modelChecks()) it(check.name, () => check.run(createModel));
});
