import { expectThat, ordinaryRows, outlier } from './expectations.js';
import type { ModelCheck } from './model-check.js';

/** What models of sequences promise. */
export const sequenceChecks: readonly ModelCheck[] = [
  {
    name: 'has no score for the first rows of a sequence, calls none of them an anomaly, and scores all others',
    async run(createModel) {
      const model = await createModel().train(ordinaryRows());
      const scores = model.score(ordinaryRows());
      const first = scores.findIndex((score) => !Number.isNaN(score));
      expectThat(first > 0 && first <= 100, `the first score is that of row ${first}`);
      expectThat(scores.subarray(first).every(Number.isFinite), 'a later score is not finite');
      expectThat(
        !model.predict(ordinaryRows()).subarray(0, first).includes(1),
        'a row without a score is an anomaly',
      );
    },
  },
  {
    name: 'has no score for a row by itself',
    async run(createModel) {
      const score = (await createModel().train(ordinaryRows())).scoreRow(outlier);
      expectThat(Number.isNaN(score), `scoreRow gave ${score}`);
    },
  },
  {
    name: 'learns from fewer rows than a forecast needs: no row then has a score',
    async run(createModel) {
      const model = await createModel().train(ordinaryRows().slice(0, 2));
      expectThat(!model.predict(ordinaryRows().slice(0, 2)).includes(1), 'a row is called an anomaly');
    },
  },
];
