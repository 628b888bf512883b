import type { Verdict } from '../verdict.js';

/** Features beyond this many, and characters beyond these of a name or a sentence, are not shown: what is kept has to be bounded. */
const MAX_FEATURES = 32;
const LONGEST_NAME = 64;
const LONGEST_HOST = 255;
const LONGEST_SENTENCE = 400;

/**
 * What charts show of a verdict, as JSON. Features by name: value, lowest and highest expected value, share of the score. A value that
 * comes with an expected range is the one that the range is about, of a counter its rate. `null` where missing, and no more digits than can be seen.
 */
export function encodeRow(verdict: Verdict): string {
  const { timestamp, state, isAnomaly, score, threshold, probability, values, attributions } = verdict;
  const features: Record<string, (number | null)[]> = Object.create(null);
  const names = Object.keys(values).slice(0, MAX_FEATURES);
  for (const name of names) features[shortenName(name)] = [digits(values[name]), null, null, null];
  for (const { feature, observed, expected, share } of attributions.slice(0, MAX_FEATURES)) {
    const row = [digits(observed), digits(expected.low), digits(expected.high), digits(share, 3)];
    const name = shortenName(feature);
    if (name in features) features[name] = row;
  }
  return JSON.stringify({
    time: timestamp,
    state,
    isAnomaly,
    score: digits(score),
    threshold: digits(threshold),
    probability: digits(probability),
    features,
  });
}

/**
 * What is shown of the latest verdict only, as JSON.
 *
 * @param since when it last changed whether there is an anomaly
 */
export function encodeVerdict(verdict: Verdict, since: number): string {
  const { timestamp, host, state, isAnomaly, pValue, provisional, model, explanation = '' } = verdict;
  return JSON.stringify({
    time: timestamp,
    host: shortenHost(host),
    state,
    isAnomaly,
    since,
    pValue: digits(pValue),
    provisional,
    maintenance: verdict.maintenance === true,
    drift: verdict.drift === true,
    explanation: shortenSentence(explanation),
    model: { kind: shortenName(model.kind), version: shortenName(model.version) },
  });
}

/** A host's name as it is kept: 255 characters at most, as many as DNS has. */
export function shortenHost(name: string): string {
  return cut(name, LONGEST_HOST);
}

/** A sentence as it is kept: 400 characters at most. */
export function shortenSentence(sentence: string): string {
  return cut(sentence, LONGEST_SENTENCE);
}

/** Five significant digits, more than a chart can show; JSON has no NaN. */
export function digits(value: number | undefined, precision = 5): number | null {
  return value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(precision)) : null;
}

function shortenName(name: string): string {
  return cut(name, LONGEST_NAME);
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
