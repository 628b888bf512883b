import { IsolationForestModel, LstmModel, RandomForestModel } from '@ad/models';

const create = {
  isolation: (seed) => new IsolationForestModel({ seed }),
  isolationOutOfRange: (seed) => new IsolationForestModel({ seed, outOfRange: { minimumRange: 0.01 } }),
  randomUniform: (seed) => new RandomForestModel({ seed }),
  randomMarginals: (seed) => new RandomForestModel({ seed, novelty: 'marginals' }),
  linear: (seed) => new LstmModel({ seed, forecaster: 'linear' }),
  lstm: (seed) => new LstmModel({ seed, forecaster: 'lstm', epochs: 15, patience: 4 }),
};

const trainings = new WeakMap();

/** A trained model, the same one for everybody who asks for these rows, this kind and this seed. */
export function trainOnce(kind, rows, seed) {
  if (!trainings.has(rows)) trainings.set(rows, new Map());
  const known = trainings.get(rows);
  const key = `${kind} ${seed}`;
  if (!known.has(key)) known.set(key, create[kind](seed).train(rows));
  return known.get(key);
}

function method(name, kind, properties) {
  return {
    name,
    isOurs: true,
    ...properties,
    async score({ train, test, seed }) {
      const model = await trainOnce(kind, train, seed);
      // A table is scored on the rows that it was learned from: once is enough.
      const scores = model.score(train);
      return { train: scores, test: test === train ? scores : model.score(test) };
    },
  };
}

export const isolationForest = method('isolation forest', 'isolation', { seeds: 5, isStatic: true });

export const isolationForestOutOfRange = method(
  'isolation forest, out-of-range term',
  'isolationOutOfRange',
  {
    seeds: 5,
    isStatic: true,
  },
);

export const randomForestUniform = method('random forest, uniform', 'randomUniform', {
  seeds: 5,
  isStatic: true,
  isSlow: true,
});

export const randomForestMarginals = method('random forest, marginals', 'randomMarginals', {
  seeds: 5,
  isStatic: true,
  isSlow: true,
});

export const linearTwin = method('linear twin', 'linear', {});

export const lstm = method('LSTM, 15 epochs', 'lstm', { seeds: 2, isSlow: true });
