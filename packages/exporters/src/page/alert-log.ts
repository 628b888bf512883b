import type { Verdict } from '../verdict.js';
import { digits, shortenSentence } from './encode.js';

const MAX_ALERTS = 50;

interface Alert {
  readonly id: string;
  readonly begin: number;
  /** `null` while it lasts. */
  end: number | null;
  /** Of the sample with the highest score, like those that follow. */
  peak: number;
  score: number;
  threshold: number;
  explanation: string;
  /** Number of the change that made it what it is. */
  changed: number;
}

/** The last 50 alerts of one host: when they began and ended, and what was said where the score was highest. */
export class AlertLog {
  #alerts: Alert[] = [];
  #open: Alert | undefined;
  #changes = 0;

  /** Changes so far; to be given to {@link since} later. */
  get changes(): number {
    return this.#changes;
  }

  /** Takes the next verdict of the host. An alert that fires again under its old id goes on. */
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
        JSON.stringify({ ...alert, score: digits(score), threshold: digits(threshold) }),
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

/** A detector that gives its alerts no names has one for as long as it says that there is an anomaly. */
function alertIdOf({ alertId, isAnomaly, host, timestamp }: Verdict, open: string | undefined) {
  if (alertId !== undefined) return alertId ?? undefined;
  return isAnomaly ? (open ?? `${host}/${timestamp}`) : undefined;
}
