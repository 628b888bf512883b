import type { Verdict } from '../verdict.js';
import { roundDigits, shortenSentence } from './encode.js';

const MAX_ALERTS = 50;

interface Alert {
  readonly id: string;
  readonly begin: number;
  /** `null` while it lasts. */
  end: number | null;
  /** Time of the sample with the highest score; the three fields that follow are of that sample too. */
  peak: number;
  score: number;
  threshold: number;
  explanation: string;
  /** Number of its latest change. */
  changed: number;
}

/** The last 50 alerts of one host: when they began and ended, and the explanation where the score was highest. */
export class AlertLog {
  #alerts: Alert[] = [];
  #open: Alert | undefined;
  #changes = 0;

  /** Number of changes so far, for a later call of {@link since}. */
  get changes(): number {
    return this.#changes;
  }

  /** Takes the next verdict of the host. An alert that fires again under the same id continues. */
  observe(verdict: Verdict): void {
    const id = alertIdOf(verdict, this.#open?.id);
    if (this.#open !== undefined && this.#open.id !== id) {
      this.#open.end = verdict.timestamp;
      this.#change(this.#open);
      this.#open = undefined;
    }
    if (id === undefined) return;
    this.#open ??= this.#alerts.find((alert) => alert.id === id) ?? this.#begin(id, verdict);
    this.#raise(this.#open, verdict);
  }

  /** Alerts that have changed after the given number of changes, oldest first, each as JSON. */
  since(changes: number): string[] {
    return this.#alerts
      .filter(({ changed }) => changed > changes)
      .map(({ changed, score, threshold, ...alert }) =>
        JSON.stringify({ ...alert, score: roundDigits(score), threshold: roundDigits(threshold) }),
      );
  }

  #begin(id: string, { timestamp }: Verdict): Alert {
    const alert = {
      id,
      begin: timestamp,
      end: null,
      peak: timestamp,
      score: Number.NEGATIVE_INFINITY,
      threshold: Number.NaN,
      explanation: '',
      changed: 0,
    };
    this.#alerts = [...this.#alerts, alert].slice(-MAX_ALERTS);
    this.#change(alert);
    return alert;
  }

  #raise(alert: Alert, { timestamp, score, threshold, explanation = '' }: Verdict): void {
    if (alert.end !== null) this.#change(alert);
    alert.end = null;
    if (!(score > alert.score)) return;
    Object.assign(alert, { peak: timestamp, score, threshold, explanation: shortenSentence(explanation) });
    this.#change(alert);
  }

  #change(alert: Alert): void {
    this.#changes += 1;
    alert.changed = this.#changes;
  }
}

/** Of a detector that gives no ids, an alert lasts as long as there is an anomaly. */
function alertIdOf({ alertId, isAnomaly, host, timestamp }: Verdict, openId: string | undefined) {
  if (alertId !== undefined) return alertId ?? undefined;
  return isAnomaly ? (openId ?? `${host}/${timestamp}`) : undefined;
}
