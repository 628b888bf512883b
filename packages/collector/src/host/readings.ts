import { inspect } from 'node:util';
import type { Clock } from '../clock.js';
import { CollectorError, type MissingReason } from '../errors.js';
import { GuardedRead, type UntrustedRead, type UntrustedValues } from './guarded-read.js';
import type { HostProblem } from './problem.js';

/** A feature to be read on every tick. Names of values that are not in `valueNames` are learned from what it returns. */
export interface FeatureSource {
  readonly feature: string;
  readonly valueNames: readonly string[];
  readonly read: UntrustedRead;
}

interface Entry {
  readonly feature: string;
  readonly names: Set<string>;
  readonly guarded: GuardedRead;
}

/**
 * Reads several features at once, and independently: one that fails or hangs loses nothing but its own values. Every name
 * that was ever seen is in every result, `NaN` while it is missing.
 */
export class Readings {
  readonly #entries: readonly Entry[];
  readonly #owners = new Map<string, string>();
  readonly #broken = new Set<string>();
  readonly #clock: Clock;
  readonly #onProblem: (problem: HostProblem) => void;

  constructor(sources: readonly FeatureSource[], clock: Clock, onProblem: (problem: HostProblem) => void) {
    this.#entries = sources.map(({ feature, valueNames, read }) => {
      for (const name of valueNames) this.#owners.set(name, feature);
      return { feature, names: new Set(valueNames), guarded: new GuardedRead(feature, read) };
    });
    this.#clock = clock;
    this.#onProblem = onProblem;
  }

  /** Reads all features once, in at most `milliseconds`. Ends at once, without values, when `signal` aborts. */
  async take(milliseconds: number, signal: AbortSignal): Promise<Record<string, number>> {
    const round = new AbortController();
    const abort = () => round.abort();
    signal.addEventListener('abort', abort);
    try {
      const deadline = this.#clock.sleep(milliseconds, round.signal);
      const outcomes = await Promise.all(this.#entries.map((entry) => entry.guarded.attempt(deadline)));
      // A read that was cut short by an abort is not a problem of its feature.
      if (signal.aborted) return {};
      const values: Record<string, number> = {};
      for (const [index, entry] of this.#entries.entries()) {
        const outcome = outcomes[index];
        const error = outcome.ok ? this.#accept(entry, outcome.values, values) : outcome.error;
        for (const name of entry.names) if (!Object.hasOwn(values, name)) values[name] = NaN;
        this.#report(entry.feature, error);
      }
      return values;
    } finally {
      signal.removeEventListener('abort', abort);
      round.abort();
    }
  }

  /** Copies the usable values into `target`; returns an error for the first unusable one. */
  #accept(
    { feature, names }: Entry,
    values: UntrustedValues,
    target: Record<string, number>,
  ): CollectorError<MissingReason> | undefined {
    let error: CollectorError<MissingReason> | undefined;
    for (const [name, value] of Object.entries(values)) {
      const owner = this.#owners.get(name);
      if (owner !== undefined && owner !== feature) {
        error ??= new CollectorError(
          'name_collision',
          `${feature} returned "${name}", which belongs to ${owner}`,
        );
        continue;
      }
      this.#owners.set(name, feature);
      names.add(name);
      if (typeof value === 'number' && (Number.isFinite(value) || Number.isNaN(value))) {
        target[name] = value;
      } else {
        error ??= new CollectorError(
          'not_a_number',
          `${feature} returned "${name}" as ${inspect(value)}, not a finite number`,
        );
      }
    }
    return error;
  }

  #report(feature: string, error: CollectorError<MissingReason> | undefined): void {
    if (error) {
      if (this.#broken.has(feature)) return;
      this.#broken.add(feature);
      this.#onProblem({ feature, reason: error.code, error });
    } else if (this.#broken.delete(feature)) {
      this.#onProblem({ feature, reason: 'recovered' });
    }
  }
}
