import type { FitContext } from '../model/training.js';
import { createRandom, type Random } from '../random.js';
import type { LstmEngine, NetworkPlan, NetworkTrainer, SquaredError } from './engine.js';
import { drawWeights, type NetworkWeights } from './network/weights.js';
import type { ScaledRows } from './scaling.js';

/** What training hands back. */
export interface TrainedNetwork {
  readonly weights: NetworkWeights;
  /** Epochs that ran; fewer than asked for when training stopped early. */
  readonly epochs: number;
  /** Mean squared error over the training windows in each epoch, while the weights changed. */
  readonly losses: readonly number[];
}

/**
 * Trains a network: shuffled batches, and early stopping on the windows held out, from which the weights with the least error are
 * kept. Draws of the first weights and of the order come from the plan's seed, whatever the engine.
 */
export async function trainNetwork(
  engine: LstmEngine,
  rows: ScaledRows,
  plan: NetworkPlan,
  context: FitContext,
): Promise<TrainedNetwork> {
  const random = createRandom(plan.seed);
  const initial = drawWeights(plan, random);
  const trainer = await engine.createTrainer(rows, plan, initial);
  try {
    return await runEpochs(trainer, plan, context, initial, random);
  } finally {
    trainer.dispose?.();
  }
}

async function runEpochs(
  trainer: NetworkTrainer,
  plan: NetworkPlan,
  context: FitContext,
  initial: NetworkWeights,
  random: Random,
): Promise<TrainedNetwork> {
  const order = Uint32Array.from({ length: plan.trainingWindows }, (_, i) => i);
  const heldOut = Uint32Array.from(
    { length: plan.windows - plan.trainingWindows },
    (_, i) => plan.trainingWindows + i,
  );
  const losses: number[] = [];
  let weights = initial;
  let leastError = Number.POSITIVE_INFINITY;
  let epochsSinceLeast = 0;

  const overBatches = async (windows: Uint32Array, visit: (batch: Uint32Array) => SquaredError) => {
    let sum = 0;
    let count = 0;
    for (let start = 0; start < windows.length; start += plan.batchSize) {
      const error = visit(windows.subarray(start, start + plan.batchSize));
      sum += error.sum;
      count += error.count;
      const turn = context.turn();
      if (turn) await turn;
    }
    return sum / count;
  };

  while (losses.length < plan.epochs && epochsSinceLeast < plan.patience) {
    shuffle(order, random);
    const loss = await overBatches(order, (batch) => trainer.learn(batch));
    const judged =
      heldOut.length === 0 ? loss : await overBatches(heldOut, (batch) => trainer.evaluate(batch));
    losses.push(loss);
    epochsSinceLeast++;
    // False for NaN, too: weights of a training that diverged are never the best.
    if (judged < leastError) {
      leastError = judged;
      epochsSinceLeast = 0;
      weights = trainer.weights();
    }
    const turn = context.report(losses.length, plan.epochs, loss);
    if (turn) await turn;
  }
  return { weights, epochs: losses.length, losses };
}

function shuffle(order: Uint32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const other = random.integer(i + 1);
    [order[i], order[other]] = [order[other], order[i]];
  }
}
