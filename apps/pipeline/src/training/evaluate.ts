import { setImmediate as turn } from 'node:timers/promises';
import {
  averagePrecision,
  type DetectorSnapshot,
  injectFaults,
  rocAuc,
  type Sample,
  StreamingDetector,
  type StreamingDetectorOptions,
  type Verdict,
} from '@ad/models';
import type { DetectorOptions } from '../detectors/detector-options.js';
import { rowOf } from '../detectors/samples.js';

/** How a detector did on a stretch of samples, as they were and with faults put in. */
export interface Evaluation {
  /** Samples that were judged. */
  readonly samples: number;
  /** Alerts that began on the samples as they were. */
  readonly alarms: number;
  /** The threshold after the last of them. */
  readonly threshold: number;
  /** Scores of samples with faults put in, and 1 for those that are of a fault. */
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
  /** Areas under the curves of precision and recall, and of true and false alarms, for these. */
  readonly aucPr: number;
  readonly aucRoc: number;
  /** Share of the faults during which an alert was on. */
  readonly faultsFound: number;
  /** By feature, its mean share in the scores of the samples that are of a fault. */
  readonly attributions: Readonly<Record<string, number>>;
}

/** What is due meanwhile waits no longer than these take. */
const samplesPerTurn = 32;
/** Times that the samples are replayed with faults, at other places each time. */
const replays = 4;
const samplesPerFault = 60;
const longestFault = 10;
/** What is unusual after a fault is its end: these samples count neither as a fault nor as normal. */
const aftermath = 20;
/** At most so many of the latest samples are judged, and as many before them are known. */
const mostJudged = 2000;
/** Fewer than these say nothing. */
const fewestJudged = 50;

/** What is evaluated: a detector with its models. */
export type EvaluatedDetector = DetectorOptions & Pick<StreamingDetectorOptions, 'models' | 'modelVersion'>;

/**
 * Replays samples through detectors of the same make: as they were, which shows false alarms, and several times with faults of known
 * place put in, which shows what is found. The faults are the same for the same samples, so that two detectors can be compared.
 *
 * @param learned what the detectors know before, at least one
 */
export async function evaluate(
  options: EvaluatedDetector,
  learned: readonly Sample[],
  judged: readonly Sample[],
): Promise<Evaluation> {
  const from = stateAfter(new StreamingDetector(options), learned);
  const alarms = new Set<string>();
  let threshold = Number.NaN;
  for await (const verdict of replay(new StreamingDetector({ ...options, from }), judged)) {
    if (verdict.alertId !== null) alarms.add(verdict.alertId);
    threshold = verdict.threshold;
  }
  const findings = new Findings(options.featureNames);
  for (let seed = 1; seed <= replays; seed++) {
    const { samples, labels, faults } = withFaults(judged, options.featureNames, seed);
    const verdicts: Verdict[] = [];
    for await (const verdict of replay(new StreamingDetector({ ...options, from }), samples)) {
      verdicts.push(verdict);
    }
    findings.add(verdicts, labels, faults);
  }
  return { samples: judged.length, alarms: alarms.size, threshold, ...findings.result() };
}

/** How a detector does on the latest of the samples that its models were trained on; nothing where they are too few. */
export async function evaluateLatest(
  options: EvaluatedDetector,
  samples: readonly Sample[],
): Promise<Evaluation | undefined> {
  const latest = samples.slice(-2 * mostJudged);
  const half = Math.floor(latest.length / 2);
  if (half < fewestJudged) return undefined;
  return evaluate(options, latest.slice(0, half), latest.slice(half));
}

function stateAfter(detector: StreamingDetector, learned: readonly Sample[]): DetectorSnapshot {
  for (const sample of learned.slice(0, -1)) detector.learn(sample);
  // The first verdict after learning fits the forecast, which then need not be done in each replay.
  for (const sample of learned.slice(-1)) detector.observe(sample);
  return detector.snapshot();
}

async function* replay(detector: StreamingDetector, samples: readonly Sample[]) {
  for (const [i, sample] of samples.entries()) {
    if (i % samplesPerTurn === 0) await turn();
    yield detector.observe(sample);
  }
}

function withFaults(judged: readonly Sample[], featureNames: readonly string[], seed: number) {
  const rows = judged.map((sample) => rowOf(sample, featureNames));
  const {
    rows: faulty,
    labels,
    faults,
  } = injectFaults(rows, {
    faults: Math.max(1, Math.floor(judged.length / samplesPerFault)),
    longest: longestFault,
    // A value that stands still for so short a time is not a fault.
    kinds: ['spike', 'level_shift', 'ramp'],
    seed,
  });
  const samples = judged.map((sample, i): Sample => {
    const values = featureNames.map((name, j) => [name, faulty.data[i * featureNames.length + j]] as const);
    return { ...sample, values: Object.fromEntries(values) };
  });
  return { samples, labels, faults };
}

/** What became of faults, over all replays. */
class Findings {
  readonly #featureNames: readonly string[];
  readonly #shares: Float64Array;
  readonly #scores: number[] = [];
  readonly #labels: number[] = [];
  #faults = 0;
  #found = 0;

  constructor(featureNames: readonly string[]) {
    this.#featureNames = featureNames;
    this.#shares = new Float64Array(featureNames.length);
  }

  add(
    verdicts: readonly Verdict[],
    labels: Uint8Array,
    faults: readonly { readonly start: number; readonly end: number }[],
  ): void {
    let sinceFault = Number.POSITIVE_INFINITY;
    for (const [i, { score, attributions }] of verdicts.entries()) {
      sinceFault = labels[i] === 1 ? 0 : sinceFault + 1;
      if (sinceFault > 0 && sinceFault <= aftermath) continue;
      // One that could not be scored found nothing.
      this.#scores.push(Number.isNaN(score) ? 0 : score);
      this.#labels.push(labels[i]);
      if (labels[i] === 0) continue;
      for (const { feature, share } of attributions)
        this.#shares[this.#featureNames.indexOf(feature)] += share;
    }
    this.#faults += faults.length;
    this.#found += faults.filter(({ start, end }) =>
      verdicts.slice(start, end).some(({ isAnomaly }) => isAnomaly),
    ).length;
  }

  result(): Omit<Evaluation, 'samples' | 'alarms' | 'threshold'> {
    const [scores, labels] = [Float64Array.from(this.#scores), Uint8Array.from(this.#labels)];
    const total = this.#shares.reduce((sum, share) => sum + share, 0);
    return {
      scores,
      labels,
      aucPr: averagePrecision(scores, labels),
      aucRoc: rocAuc(scores, labels),
      faultsFound: this.#found / this.#faults,
      attributions: Object.fromEntries(
        this.#featureNames.map((name, j) => [name, total > 0 ? this.#shares[j] / total : 0]),
      ),
    };
  }
}
