import type { Verdict } from '@ad/models';

/** Tells the verdicts at which an alert begins or ends: all that a console has room for where there are many hosts. */
export class AlertNews {
  readonly #open = new Map<string, string>();

  /** Whether with this verdict an alert of its host begins or ends. */
  isNews({ host, alertId }: Pick<Verdict, 'host' | 'alertId'>): boolean {
    const before = this.#open.get(host) ?? null;
    if (alertId === before) return false;
    if (alertId === null) this.#open.delete(host);
    else this.#open.set(host, alertId);
    return true;
  }
}
