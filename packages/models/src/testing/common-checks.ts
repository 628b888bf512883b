import { loadModel } from '../registry.js';
import {
  codeOf,
  expectThat,
  followedBy,
  ordinaryRows,
  outlier,
  rejectionOf,
  sameNumbers,
} from './expectations.js';
import type { ModelCheck } from './model-check.js';

/** What every model promises. */
export const commonChecks: readonly ModelCheck[] = [
  {
    name: 'refuses to score before it is trained',
    async run(createModel) {
      const error = await rejectionOf(() => createModel().score([[1, 2, 3, 4]]));
      expectThat(codeOf(error) === 'NOT_TRAINED', `expected NOT_TRAINED, got ${String(error)}`);
    },
  },
  {
    name: 'does not change the rows it is given',
    async run(createModel) {
      const rows = ordinaryRows();
      const before = JSON.stringify(rows);
      const model = await createModel().train(rows);
      model.score(rows);
      model.predictProba(rows);
      expectThat(JSON.stringify(rows) === before, 'the rows were changed');
    },
  },
  {
    name: 'gives the same scores for the same seed and rows',
    async run(createModel) {
      const [a, b] = [await createModel().train(ordinaryRows()), await createModel().train(ordinaryRows())];
      expectThat(
        sameNumbers(a.score(ordinaryRows()), b.score(ordinaryRows())),
        'two trainings gave different scores',
      );
    },
  },
  {
    name: 'scores a stream as it scores many rows, and goes on from a snapshot',
    async run(createModel) {
      const model = await createModel().train(ordinaryRows());
      const scores = model.score(ordinaryRows());
      let stream = model.createStream();
      const streamed = ordinaryRows().map((row, i) => {
        if (i === 150) stream = model.createStream(JSON.parse(JSON.stringify(stream.snapshot())));
        return stream.push(row).score;
      });
      expectThat(sameNumbers(streamed, scores), 'a stream and score differ');
    },
  },
  {
    name: 'refuses rows with another number of columns',
    async run(createModel) {
      const model = await createModel().train(ordinaryRows());
      const error = await rejectionOf(() => model.score([[1, 2]]));
      expectThat(codeOf(error) === 'INVALID_DATA', `expected INVALID_DATA, got ${String(error)}`);
    },
  },
  {
    name: 'refuses training rows that are empty, ragged or infinite',
    async run(createModel) {
      for (const rows of [[], [[]], [[1, 2], [1]], [[1], [Number.POSITIVE_INFINITY]]]) {
        const error = await rejectionOf(() => createModel().train(rows));
        expectThat(
          codeOf(error) === 'INVALID_DATA',
          `${JSON.stringify(rows)}: expected INVALID_DATA, got ${String(error)}`,
        );
      }
    },
  },
  {
    name: 'learns from one row and from rows that are all equal',
    async run(createModel) {
      for (const rows of [[[1, 2]], Array.from({ length: 50 }, () => [1, 2])]) {
        const model = await createModel().train(rows);
        expectThat(!model.predict(rows).includes(1), 'the only value ever seen is called an anomaly');
        const again = loadModel(JSON.parse(JSON.stringify(model)));
        expectThat(
          sameNumbers(again.score(rows), model.score(rows)),
          'saving and loading changed the scores',
        );
      }
    },
  },
  {
    name: 'takes missing and infinite values when scoring: the score is a number or NaN, never an error',
    async run(createModel) {
      const model = await createModel().train(ordinaryRows());
      const hard = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE];
      for (const value of hard) {
        const scores = model.score([...followedBy([value, 1, 1, 5]), [1, 1, 1, 5]]);
        expectThat(
          scores.slice(-2).every((score) => Math.abs(score) !== Number.POSITIVE_INFINITY),
          `${value} and an ordinary row after it scored ${scores.slice(-2)}`,
        );
      }
    },
  },
  {
    name: 'scores an obvious outlier above the median, and calls it an anomaly',
    async run(createModel) {
      const model = await createModel().train(ordinaryRows());
      const score = model.score(followedBy(outlier))[300];
      expectThat(score > model.calibration.median, 'the outlier scores below the median');
      expectThat(model.predict(followedBy(outlier))[300] === 1, 'the outlier is called normal');
    },
  },
  {
    name: 'has probabilities from 0 to 1 that grow with the score and agree with the decision',
    async run(createModel) {
      const model = await createModel().train(ordinaryRows());
      const rows = followedBy(outlier);
      const [scores, probabilities, decisions] = [
        model.score(rows),
        model.predictProba(rows),
        model.predict(rows),
      ];
      const byScore = [...scores.keys()]
        .filter((i) => !Number.isNaN(scores[i]))
        .sort((a, b) => scores[a] - scores[b]);
      for (const [place, i] of byScore.entries()) {
        const before = place === 0 ? 0 : probabilities[byScore[place - 1]];
        expectThat(
          probabilities[i] >= before && probabilities[i] <= 1,
          `probability ${probabilities[i]} after ${before}`,
        );
        expectThat(probabilities[i] > 0.5 === (decisions[i] === 1), 'probability and decision disagree');
      }
    },
  },
  {
    name: 'survives saving and loading with identical scores',
    async run(createModel) {
      const names = ['a', 'b', 'c', 'd'];
      const model = await createModel().train(ordinaryRows(), { featureNames: names });
      const again = loadModel(JSON.parse(JSON.stringify(model)));
      expectThat(sameNumbers(again.score(ordinaryRows()), model.score(ordinaryRows())), 'scores changed');
      expectThat(again.featureNames.join() === names.join(), 'feature names changed');
      expectThat(again.threshold === model.threshold, 'the threshold changed');
    },
  },
  {
    name: 'stops training when aborted, and stays as it was',
    async run(createModel) {
      const model = createModel();
      const error = await rejectionOf(() => model.train(ordinaryRows(), { signal: AbortSignal.abort() }));
      expectThat(codeOf(error) === 'ABORTED', `expected ABORTED, got ${String(error)}`);
      expectThat(!model.isTrained, 'an aborted training left a trained model');
    },
  },
];
