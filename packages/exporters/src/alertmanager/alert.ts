import { displaySentence } from '../text/display.js';
import { explainAttribution } from '../text/explain.js';
import { formatQuantity, quantityOf } from '../text/units.js';
import type { Verdict } from '../verdict.js';

/** An alert as `POST /api/v2/alerts` takes it. Times are ISO 8601. */
export interface PostableAlert {
  /** They identify the alert. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  /** In the future: the alert ends then unless it is sent again. In the past: it has ended. */
  readonly endsAt: string;
  readonly generatorURL?: string | undefined;
}

/** What a verdict says about an anomaly, in words. Empty for a sample that could not be scored. */
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

/** A time in ISO 8601. A number that is not a date becomes the nearest date that Alertmanager reads. */
export function timeText(milliseconds: number): string {
  const latest = 253_402_300_799_000; // the end of the year 9999; later years have more digits
  return new Date(Math.min(Math.max(Math.trunc(milliseconds) || 0, 0), latest)).toISOString();
}
