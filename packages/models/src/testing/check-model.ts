import type { BaseModel } from '../model/base-model.js';
import { loadModel } from '../model/registry.js';
import { createRandom } from '../random.js';

/** Makes a fresh, untrained model; every call with the same options and seed. */
export type ModelFactory = () => BaseModel;

/** One promise that every model keeps. */
export interface ModelCheck {
  /** The promise, as a sentence. */
  readonly name: string;
  /** Rejects with an Error when the factory's models break it. */
  run(createModel: ModelFactory): Promise<void>;
}

/** What a model may do differently. */
export interface CheckOptions {
  /**
   * Rows are consecutive steps: their order matters, the first ones have no score (`NaN`), and neither has a row by itself.
   * @default false
   */
  readonly sequence?: boolean;
}

function expectThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** 300 rows of four columns: two correlated, one skewed, one constant. */
function ordinaryRows(): number[][] {
  const random = createRandom(7);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  return Array.from({ length: 300 }, () => {
    const common = normal();
    return [common + 0.3 * normal(), 2 * common + 0.3 * normal(), Math.exp(0.5 * normal()), 5];
  });
}

const outlier = [40, -60, 200, 5];

/** The ordinary rows and one more: what a model of sequences needs to score it, and no matter to one of rows. */
function followedBy(row: readonly number[]): (readonly number[])[] {
  return [...ordinaryRows(), row];
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((value, i) => Object.is(value, b[i]));
}

async function rejectionOf(action: () => unknown): Promise<unknown> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

const checks: readonly ModelCheck[] = [
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

const rowChecks: readonly ModelCheck[] = [
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

const sequenceChecks: readonly ModelCheck[] = [
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

/** The checks one by one, for a test runner that reports each: `for (const check of modelChecks()) it(check.name, …)`. */
export function modelChecks({ sequence = false }: CheckOptions = {}): readonly ModelCheck[] {
  return [...checks, ...(sequence ? sequenceChecks : rowChecks)];
}

/**
 * Runs the conformance suite that every built-in model passes against yours. The kind must be registered. Takes a few hundred
 * milliseconds for a forest.
 *
 * @throws Error that names every broken promise.
 *
 * @example
 * ```ts
 * await checkModel(() => new IsolationForestModel({ seed: 1 }));
 * ```
 */
export async function checkModel(createModel: ModelFactory, options: CheckOptions = {}): Promise<void> {
  const failures: string[] = [];
  for (const check of modelChecks(options)) {
    const error = await rejectionOf(() => check.run(createModel));
    if (error !== undefined)
      failures.push(`- ${check.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (failures.length > 0)
    throw new Error(`the model breaks ${failures.length} promises:\n${failures.join('\n')}`);
}
