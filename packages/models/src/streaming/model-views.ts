import type { Json } from '../codec.js';
import type { BaseModel } from '../model/base-model.js';
import type { ModelStream } from '../model/model-stream.js';
import { quantile } from '../quantile.js';
import type { ModelView } from '../verdict.js';

/** What surprises a model counts at most as this. */
const farthest = 8;

interface View {
  readonly model: BaseModel;
  readonly stream: ModelStream;
  readonly median: number;
  readonly high: number;
}

/**
 * Trained models that look at the same samples as the forecast does. Their scores have different units; each is brought to the scale of
 * ln p by its own calibration, with an exponential tail beyond the 99 % quantile.
 */
export class ModelViews {
  readonly #views: readonly View[];

  /** @throws ModelError `NOT_TRAINED` */
  constructor(models: readonly BaseModel[], from: readonly Json[] = []) {
    this.#views = models.map((model, i) => {
      const { scores, median } = model.calibration;
      return {
        model,
        stream: model.createStream(from[i] ?? undefined),
        median,
        high: quantile(scores, 0.99),
      };
    });
  }

  observe(values: Readonly<Record<string, number>>): ModelView[] {
    return this.#views.map(({ model, stream, median, high }) => {
      const row = toRow(model.featureNames, values);
      const { score } = stream.push(row);
      const isKnown = !Number.isNaN(score) && row.some((value) => !Number.isNaN(value));
      // A model that had too few rows to calibrate knows no usual score.
      const distance = high > median ? (score - median) / (high - median) : 0;
      return {
        kind: model.kind,
        score: isKnown ? score : Number.NaN,
        surprise: isKnown ? Math.min(farthest, Math.max(0, distance)) : 0,
      };
    });
  }

  snapshot(): Json[] {
    return this.#views.map(({ stream }) => stream.snapshot());
  }
}

/** How far views agree that a sample is unusual: none below their 99 % quantiles, 1 where all are twice as far out. */
export function agreement(views: readonly ModelView[]): number {
  if (views.length === 0) return 0;
  const sum = views.reduce((total, { surprise }) => total + Math.min(1, Math.max(0, surprise - 1)), 0);
  return sum / views.length;
}

/** Squares of larger values overflow. */
const largest = 1e100;

/** A value that is absent, not a number or beyond 1e100 is missing. */
export function toRow(
  featureNames: readonly string[],
  values: Readonly<Record<string, number>>,
): Float64Array {
  const row = new Float64Array(featureNames.length);
  for (let j = 0; j < row.length; j++) {
    const value: unknown = values[featureNames[j]];
    row[j] = typeof value === 'number' && Math.abs(value) <= largest ? value : Number.NaN;
  }
  return row;
}
