import { expectThat, ordinaryRows, sameNumbers } from './expectations.js';
import type { ModelCheck } from './model-check.js';

/** What models promise that look at rows one by one. */
export const rowChecks: readonly ModelCheck[] = [
  {
    name: 'gives one finite score per row',
    async run(createModel) {
      const scores = (await createModel().train(ordinaryRows())).score(ordinaryRows());
      expectThat(scores.length === 300, `300 rows gave ${scores.length} scores`);
      expectThat(scores.every(Number.isFinite), 'a score is not finite');
    },
  },
  {
    name: 'scores one row as it scores many',
    async run(createModel) {
      const model = await createModel().train(ordinaryRows());
      const one = ordinaryRows().map((row) => model.scoreRow(row));
      expectThat(sameNumbers(one, model.score(ordinaryRows())), 'scoreRow and score differ');
    },
  },
  {
    name: 'does not care about the order of rows when scoring',
    async run(createModel) {
      const model = await createModel().train(ordinaryRows());
      const backwards = model.score(ordinaryRows().reverse()).reverse();
      expectThat(
        sameNumbers(backwards, model.score(ordinaryRows())),
        'reversing the rows changed their scores',
      );
    },
  },
];
