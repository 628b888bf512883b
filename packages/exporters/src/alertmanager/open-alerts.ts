import type { Verdict } from '../verdict.js';
import { annotationsOf } from './alert.js';

/** An alert of a host, from its begin until Alertmanager has been told of its end. */
export interface OpenAlert {
  readonly host: string;
  readonly alertId: string | undefined;
  /** Milliseconds since the epoch, of the sample with which it began. */
  readonly startsAt: number;
  /** Of the sample with which it ended; `undefined` while it lasts. */
  endsAt: number | undefined;
  annotations: Readonly<Record<string, string>>;
  /** When the host was last heard of, by the clock of this process. */
  heardAt: number;
  /** When it, or the one before it on this host, was last sent, whatever came of it; `undefined` where neither was. */
  sentAt: number | undefined;
  /** Whether there is something that Alertmanager has to be told. */
  isDue: boolean;
}

/** An alert that is not heard of any more ends after so many times the usual pause: three sendings may fail. */
const HELD_REPEATS = 4;

/** What a table of alerts needs to know. */
interface OpenAlertsOptions {
  readonly maxAlerts: number;
  /** An alert that lasts is due again so long after it was sent. */
  readonly repeatMilliseconds: number;
}

/** The alerts of all hosts, one each: what Alertmanager should know, and which of it it has to be told. */
export class OpenAlerts {
  readonly #options: OpenAlertsOptions;
  readonly #alerts = new Map<string, OpenAlert>();

  constructor(options: OpenAlertsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#alerts.size;
  }

  /** Takes in a verdict; returns the alert that it is about, if any, and `full` where there is no room for a new one. */
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

  /** The alerts of which Alertmanager has to be told. */
  due(now: number): OpenAlert[] {
    this.#forgetLapsed(now);
    return [...this.#alerts.values()].filter(({ isDue }) => isDue);
  }

  /** When an alert has ended, or will end by itself unless its host is heard of again. */
  endOf({ endsAt, heardAt }: OpenAlert): number {
    return endsAt ?? heardAt + HELD_REPEATS * this.#options.repeatMilliseconds;
  }

  /** Forgets an alert, unless another one of its host has taken its place. */
  forget(alert: OpenAlert): void {
    alert.isDue = false;
    if (this.#alerts.get(alert.host) === alert) this.#alerts.delete(alert.host);
  }

  #begin(verdict: Verdict, now: number): OpenAlert | 'full' {
    const { host, timestamp, alertId } = verdict;
    const before = this.#alerts.get(host);
    if (before === undefined && !this.#hasRoom(now)) return 'full';
    // An alert has the same labels as the one before it on this host: its begin is all that Alertmanager has to be told.
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

  /** Those that have ended by themselves: Alertmanager knows it as well. */
  #forgetLapsed(now: number): void {
    for (const alert of this.#alerts.values()) {
      if (alert.endsAt === undefined && this.endOf(alert) <= now) this.forget(alert);
    }
  }

  #end(alert: OpenAlert, timestamp: number): OpenAlert | undefined {
    if (alert.sentAt === undefined) {
      // Nobody knows of an alert of this host, so nobody has to know of its end.
      this.forget(alert);
      return undefined;
    }
    if (alert.endsAt !== undefined) return alert;
    alert.endsAt = Math.max(timestamp, alert.startsAt);
    alert.isDue = true;
    return alert;
  }
}
