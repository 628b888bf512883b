import type { Config } from '@ad/config';
import { type BaseModel, type Sample, StreamingDetector, type Verdict } from '@ad/models';
import { train } from './train.js';

/** A verdict, with the name of the alert that it belongs to and the reason in words. */
export type DetectorVerdict = Verdict & {
  /** The same while one alert lasts; `null` where there is none. */
  readonly alertId: string | null;
  /** One plain sentence; empty when there is nothing to say. */
  readonly explanation: string;
};

/** Decides on the samples of one host, one after the other. */
export interface Detector {
  /** Takes in a sample without judging it. */
  learn(sample: Sample): void;
  observe(sample: Sample): DetectorVerdict;
}

/** Makes a detector of one host that may raise so many alarms a week. */
export type DetectorFactory = (alertsPerWeek: number) => Detector;

/** How many alarms a week a detector may raise when nothing else is said. */
export const defaultAlertsPerWeek = 7;

/** More samples than these do not make a better model, only a longer wait. */
const mostTrainingSamples = 20_000;

/**
 * Trains the configured model on the history of a host and returns what makes detectors that know that history: what `ad run` and
 * `ad backtest` have in common.
 */
export async function prepareDetectors(
  config: Config,
  history: readonly Sample[],
  signal: AbortSignal,
): Promise<DetectorFactory> {
  const recent = history.slice(-mostTrainingSamples);
  const names = [...new Set(recent.flatMap(({ values }) => Object.keys(values)))];
  const readable = names.filter((name) => recent.some(({ values }) => Number.isFinite(values[name])));
  const { model } = await train(recent, readable, config, signal);
  const weekly = samplesPerWeek(recent);
  return (alertsPerWeek) => createDetector(config, model, { alertsPerWeek, samplesPerWeek: weekly, history });
}

function createDetector(
  config: Config,
  model: BaseModel,
  budget: { alertsPerWeek: number; samplesPerWeek: number; history: readonly Sample[] },
): Detector {
  const { window, confirm } = config.detection;
  // An alarm takes a few samples above the threshold; a window cannot hold a rate below one of its scores.
  const rate = (budget.alertsPerWeek * confirm.above) / budget.samplesPerWeek;
  const targetRate = Math.min(0.5, Math.max(rate, 1 / window));
  const detector = new StreamingDetector({ model, threshold: { targetRate, window }, confirm });
  let alertId: string | null = null;
  return {
    learn: () => {},
    observe(sample) {
      const verdict = detector.observe(sample);
      if (!verdict.isAnomaly) alertId = null;
      else alertId ??= `${sample.host}/${new Date(sample.timestamp).toISOString()}`;
      return { ...verdict, alertId, explanation: explain(verdict) };
    },
  };
}

function samplesPerWeek(samples: readonly Sample[]): number {
  const gaps = samples.slice(1).map(({ timestamp }, i) => timestamp - samples[i].timestamp);
  const median = gaps.sort((a, b) => a - b)[gaps.length >> 1];
  return (7 * 24 * 3_600_000) / (median > 0 ? median : 60_000);
}

function explain({ score, threshold, attributions: [first] }: Verdict): string {
  if (!(score > threshold) || !first) return '';
  const { feature, observed, expected, share } = first;
  const side = observed > expected.high ? 'above' : observed < expected.low ? 'below' : 'within';
  const range = `${expected.low.toFixed(2)}-${expected.high.toFixed(2)}`;
  return `${feature} ${observed.toFixed(2)} is ${side} its expected ${range}; it explains ${Math.round(share * 100)} % of the score`;
}
