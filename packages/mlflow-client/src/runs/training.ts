import type { Batch, MetricInput } from '../stores/runs.js';
import { mostCharacters } from '../stores/validate.js';

/** What is read of a trained model. The models of `@ad/models` have it; so may any other. */
export interface TrainedModel {
  /** Such as `isolation_forest`. */
  readonly kind?: string;
  /** The options in force, defaults included; each becomes a param. */
  readonly options?: object;
  readonly featureNames?: readonly string[];
  /** Where `predict` tells normal from anomalous. */
  readonly threshold?: number;
  /** How training went, from models that say so, such as the LSTM. */
  readonly report?: {
    readonly forecaster?: string;
    readonly epochs?: number;
    /** Training error per epoch. */
    readonly losses?: readonly number[];
    readonly validationErrors?: Readonly<Record<string, number | undefined>>;
  };
}

/** A training to log: the model, and what is known of it. */
export interface Training {
  readonly model: TrainedModel;
  /** How good the model is, by name: `{ roc_auc: 0.97 }`. What is undefined is left out. */
  readonly evaluation?: Readonly<Record<string, number | undefined>>;
  /** One value per step by name, beside the loss that the model itself reports: `{ learning_rate: [0.01, 0.005] }`. */
  readonly curves?: Readonly<Record<string, readonly number[]>>;
  /** How long the training took. */
  readonly seconds?: number;
}

/** Names, with their values, what was measured and is not a finite number. */
const notFiniteTag = 'not_finite';

/**
 * What is worth logging of a training: the model's kind, features and options as params; its threshold, evaluation, duration
 * and the loss of each epoch as metrics, the first epoch being step 0. An option within an option is `outer.inner`, a list is JSON.
 *
 * A value that is not finite would stretch a chart beyond use, and a server on a database takes infinity for the largest number
 * there is: it is left out of the metrics and named in the tag `not_finite` instead.
 *
 * @example
 * ```ts
 * await client.runs.logBatch(runId, describeTraining({ model, evaluation: { roc_auc: 0.97 }, seconds: 1.5 }));
 * ```
 */
export function describeTraining({ model, evaluation = {}, curves = {}, seconds }: Training): Batch {
  const { kind, options = {}, featureNames, threshold, report = {} } = model;
  const params = textsOf({
    kind,
    features: featureNames?.join(','),
    chosenForecaster: report.forecaster,
    ...options,
  });
  const values = {
    threshold,
    training_seconds: seconds,
    epochs_trained: report.epochs,
    ...prefixed('validation_error', report.validationErrors ?? {}),
    ...evaluation,
  };
  const points = [
    ...Object.entries(values).map(([key, value]) => ({ key, value, step: 0, place: key })),
    ...Object.entries({ ...(report.losses && { loss: report.losses }), ...curves }).flatMap(([key, curve]) =>
      curve.map((value, step) => ({ key, value, step, place: `${key}[${step}]` })),
    ),
  ];
  const metrics: MetricInput[] = [];
  const notFinite: string[] = [];
  for (const { key, value, step, place } of points) {
    if (value === undefined) continue;
    if (Number.isFinite(value)) metrics.push({ key, value, step });
    else notFinite.push(`${place}: ${value}`);
  }
  const tags = notFinite.length > 0 ? { [notFiniteTag]: shortened(notFinite.join(', ')) } : {};
  return { params, metrics, tags };
}

function prefixed(prefix: string, values: Readonly<Record<string, number | undefined>>) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}_${key}`, value]));
}

/** Options as params; what is undefined has no param. */
function textsOf(options: object, prefix = ''): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(options)) {
    const key = `${prefix}${name}`;
    if (value === undefined) continue;
    if (isRecord(value)) Object.assign(texts, textsOf(value, `${key}.`));
    else texts[key] = shortened(typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return texts;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function shortened(text: string): string {
  const most = mostCharacters.param;
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
