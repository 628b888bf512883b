import { CollectorError, type MissingReason, messageOf } from '../errors.js';

/** Reads something. It may be the user's code, so that it may fail in any way and return anything. */
export type UntrustedRead = () => UntrustedValues | Promise<UntrustedValues>;

/** What should be numbers by name, but is not checked yet. */
export type UntrustedValues = Readonly<Record<string, unknown>>;

/** The result of one attempt to read. */
export type Outcome =
  | { readonly ok: true; readonly values: UntrustedValues }
  | { readonly ok: false; readonly error: CollectorError<MissingReason> };

/**
 * Runs a read that may throw, reject or hang, and always answers by the deadline. A read that hangs is not started again
 * before it has returned, so that calls never pile up; what it returns late is dropped.
 */
export class GuardedRead {
  readonly #feature: string;
  readonly #read: UntrustedRead;
  #running: Promise<Outcome> | undefined;

  constructor(feature: string, read: UntrustedRead) {
    this.#feature = feature;
    this.#read = read;
  }

  /** Answers when the read does or when `deadline` resolves, whichever is first. Never rejects. */
  async attempt(deadline: Promise<void>): Promise<Outcome> {
    if (this.#running) return this.#timeout('has still not returned from an earlier reading');
    const running = this.#start();
    this.#running = running;
    void running.then(() => {
      this.#running = undefined;
    });
    return (await Promise.race([running, deadline])) ?? this.#timeout('did not return before the deadline');
  }

  async #start(): Promise<Outcome> {
    try {
      return { ok: true, values: await this.#read() };
    } catch (cause) {
      if (cause instanceof CollectorError && cause.code === 'unsupported') return { ok: false, error: cause };
      const message = `${this.#feature} cannot be read: ${messageOf(cause)}`;
      const error = new CollectorError('unreadable', message, { cause });
      return { ok: false, error };
    }
  }

  #timeout(what: string): Outcome {
    return { ok: false, error: new CollectorError('timeout', `${this.#feature} ${what}`) };
  }
}
