import type { Verdict } from '../verdict.js';

// Bounds of what is kept and shown of a verdict: features, and characters of a name or a sentence.
const MAX_FEATURES = 32;
const LONGEST_NAME = 64;
const LONGEST_HOST = 255;
const LONGEST_SENTENCE = 400;

/**
 * The part of a verdict that charts show, as JSON. Features by name: value, lowest and highest expected value, share of the score.
 * The value is the one that the attribution observed, if there is one: of a counter, its rate. Missing numbers are `null`.
 */
export function encodeRow(verdict: Verdict): string {
  const { timestamp, state, isAnomaly, score, threshold, probability, values, attributions } = verdict;
  const features: Record<string, (number | null)[]> = Object.create(null);
  const names = Object.keys(values).slice(0, MAX_FEATURES);
  for (const name of names) features[shortenName(name)] = [roundDigits(values[name]), null, null, null];
  for (const { feature, observed, expected, share } of attributions.slice(0, MAX_FEATURES)) {
    const row = [
      roundDigits(observed),
      roundDigits(expected.low),
      roundDigits(expected.high),
      roundDigits(share, 3),
    ];
    const name = shortenName(feature);
    if (name in features) features[name] = row;
  }
  return JSON.stringify({
    time: timestamp,
    state,
    isAnomaly,
    score: roundDigits(score),
    threshold: roundDigits(threshold),
    probability: roundDigits(probability),
    features,
  });
}

/**
 * The part of a verdict that is shown only for the latest one, as JSON.
 *
 * @param since when the decision last changed
 */
export function encodeVerdict(verdict: Verdict, since: number): string {
  const { timestamp, host, state, isAnomaly, pValue, provisional, model, explanation = '' } = verdict;
  return JSON.stringify({
    time: timestamp,
    host: shortenHost(host),
    state,
    isAnomaly,
    since,
    pValue: roundDigits(pValue),
    provisional,
    maintenance: verdict.maintenance === true,
    drift: verdict.drift === true,
    explanation: shortenSentence(explanation),
    model: { kind: shortenName(model.kind), version: shortenName(model.version) },
  });
}

/** A host's name, cut to 255 characters, the longest name in DNS. */
export function shortenHost(name: string): string {
  return cut(name, LONGEST_HOST);
}

/** A sentence, cut to 400 characters. */
export function shortenSentence(sentence: string): string {
  return cut(sentence, LONGEST_SENTENCE);
}

/** A number with five significant digits, more than a chart can show; `null` for what JSON cannot express. */
export function roundDigits(value: number | undefined, precision = 5): number | null {
  return value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(precision)) : null;
}

function shortenName(name: string): string {
  return cut(name, LONGEST_NAME);
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
