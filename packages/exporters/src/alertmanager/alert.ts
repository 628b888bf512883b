import { explainAttribution } from '../console/explain.js';
import { displaySentence } from '../console/text.js';
import { formatQuantity, quantityOf } from '../console/units.js';
import type { Verdict } from '../verdict.js';

/** An alert as `POST /api/v2/alerts` takes it. Times are ISO 8601. */
export interface PostableAlert {
  /** What an alert is known by. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  /** In the future: it ends then unless it is sent again. In the past: it has ended. */
  readonly endsAt: string;
  readonly generatorURL?: string | undefined;
}

/**
 * What a verdict says of an anomaly, in words. Without an explanation and attributions, as of a sample that could not be scored, there
 * is nothing to say.
 */
export function annotationsOf(verdict: Verdict): Readonly<Record<string, string>> {
  const { explanation = '', attributions, probability, alertId } = verdict;
  const [most] = attributions;
  const annotations: Record<string, string> = {};
  if (explanation !== '') annotations.summary = displaySentence(explanation);
  else if (most !== undefined) annotations.summary = explainAttribution(most);
  if (most !== undefined && !Number.isNaN(most.observed)) {
    annotations.value = formatQuantity(quantityOf(most.feature, most.observed));
  }
  if (!Number.isNaN(probability)) annotations.probability = probability.toFixed(2);
  if (alertId) annotations.alert_id = displaySentence(alertId);
  return annotations;
}

/** A time as Alertmanager reads it; one that no calendar has becomes the nearest one. */
export function timeText(milliseconds: number): string {
  const latest = 253_402_300_799_000; // the end of the year 9999, beyond which years have more digits
  return new Date(Math.min(Math.max(Math.trunc(milliseconds) || 0, 0), latest)).toISOString();
}
