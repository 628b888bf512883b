import type { Verdict } from '../verdict.js';
import { annotationsOf } from './alert.js';

/** The alert of a host, from its beginning until Alertmanager knows of its end. */
export interface OpenAlert {
  readonly host: string;
  readonly alertId: string | undefined;
  /** Time of the sample with which it began, in milliseconds since the epoch. */
  readonly startsAt: number;
  /** Time of the sample with which it ended; `undefined` while it lasts. */
  endsAt: number | undefined;
  annotations: Readonly<Record<string, string>>;
  /** When the last verdict of the host came, by the clock of this process. */
  heardAt: number;
  /** When this alert, or the one before it on this host, was last sent, with or without success; `undefined` if neither was. */
  sentAt: number | undefined;
  /** Whether it has to be sent. */
  isDue: boolean;
}

/** An alert that is not sent again ends after this many repeats: three of them may fail. */
const HELD_REPEATS = 4;

interface OpenAlertsOptions {
  readonly maxAlerts: number;
  /** An alert that lasts is due again this long after it was sent. */
  readonly repeatMilliseconds: number;
}

/** The alerts of all hosts, one for each: what Alertmanager should know, and what has to be sent. */
export class OpenAlerts {
  readonly #options: OpenAlertsOptions;
  readonly #alerts = new Map<string, OpenAlert>();

  constructor(options: OpenAlertsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#alerts.size;
  }

  /** Takes a verdict. Returns the alert that it is about, if any, or `full` if there is no room for a new one. */
  record(verdict: Verdict, now: number): OpenAlert | 'full' | undefined {
    const known = this.#alerts.get(verdict.host);
    if (!verdict.isAnomaly) return known === undefined ? undefined : this.#end(known, verdict.timestamp);
    const isSame = known?.endsAt === undefined && known?.alertId === (verdict.alertId ?? undefined);
    if (known === undefined || !isSame) return this.#begin(verdict, now);
    known.heardAt = now;
    known.annotations = { ...known.annotations, ...annotationsOf(verdict) };
    known.isDue ||= now - (known.sentAt ?? 0) >= this.#options.repeatMilliseconds;
    return known;
  }

  /** The alerts that have to be sent. */
  due(now: number): OpenAlert[] {
    this.#forgetLapsed(now);
    return [...this.#alerts.values()].filter(({ isDue }) => isDue);
  }

  /** When an alert has ended, or will end by itself if no further verdict of its host comes. */
  endOf({ endsAt, heardAt }: OpenAlert): number {
    return endsAt ?? heardAt + HELD_REPEATS * this.#options.repeatMilliseconds;
  }

  /** Forgets an alert, unless another alert of its host has replaced it. */
  forget(alert: OpenAlert): void {
    alert.isDue = false;
    if (this.#alerts.get(alert.host) === alert) this.#alerts.delete(alert.host);
  }

  #begin(verdict: Verdict, now: number): OpenAlert | 'full' {
    const { host, timestamp, alertId } = verdict;
    const before = this.#alerts.get(host);
    if (before === undefined && !this.#hasRoom(now)) return 'full';
    // The alert before it on this host has the same labels, so for Alertmanager the new one replaces it: its end need not be sent.
    const begun: OpenAlert = {
      host,
      alertId: alertId ?? undefined,
      startsAt: timestamp,
      endsAt: undefined,
      annotations: annotationsOf(verdict),
      heardAt: now,
      sentAt: before?.sentAt,
      isDue: true,
    };
    this.#alerts.set(host, begun);
    return begun;
  }

  #hasRoom(now: number): boolean {
    const { maxAlerts } = this.#options;
    if (this.#alerts.size >= maxAlerts) this.#forgetLapsed(now);
    return this.#alerts.size < maxAlerts;
  }

  /** Forgets alerts that have ended by themselves: Alertmanager has ended them too. */
  #forgetLapsed(now: number): void {
    for (const alert of this.#alerts.values()) {
      if (alert.endsAt === undefined && this.endOf(alert) <= now) this.forget(alert);
    }
  }

  #end(alert: OpenAlert, timestamp: number): OpenAlert | undefined {
    if (alert.sentAt === undefined) {
      // Alertmanager knows of no alert of this host, so its end need not be sent.
      this.forget(alert);
      return undefined;
    }
    if (alert.endsAt !== undefined) return alert;
    alert.endsAt = Math.max(timestamp, alert.startsAt);
    alert.isDue = true;
    return alert;
  }
}
