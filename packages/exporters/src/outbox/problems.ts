import type { WriteFailureReason } from '../sink.js';

/** The two parts of an outbox that may fail. */
export type OutboxPart = 'storage' | 'delivery';

/**
 * The reason that a sink gave for not taking an item, or `threw` if it threw instead of answering. `store_failed` also means that
 * waiting items could not be read from the disk.
 */
export type OutboxFailureReason = WriteFailureReason | 'threw';

/**
 * What an outbox reports: once when storing or delivering begins to fail, once when it works again, and items that cannot be read.
 *
 * @example
 * const describe = (problem: OutboxProblem): string => {
 *   if (problem.state === 'damaged') return `${problem.items} items cannot be read; see ${problem.path}`;
 *   if (problem.state === 'recovered') return `${problem.part} works again`;
 *   return `${problem.part} fails (${problem.reason}): ${problem.error.message}`;
 * };
 */
export type OutboxProblem =
  | {
      readonly state: 'failing';
      readonly part: OutboxPart;
      readonly reason: OutboxFailureReason;
      readonly error: Error;
    }
  | { readonly state: 'recovered'; readonly part: OutboxPart }
  /** At least so many waiting items cannot be read. They are skipped. Once the others in the file are delivered, it is renamed to `path`. */
  | { readonly state: 'damaged'; readonly items: number; readonly path: string };

/** Reports when a part of an outbox begins to fail and when it works again. */
export class Health {
  readonly #part: OutboxPart;
  readonly #report: (problem: OutboxProblem) => void;
  #isFailing = false;

  constructor(part: OutboxPart, report: (problem: OutboxProblem) => void) {
    this.#part = part;
    this.#report = report;
  }

  works(): void {
    if (!this.#isFailing) return;
    this.#isFailing = false;
    this.#report({ state: 'recovered', part: this.#part });
  }

  fails({ reason, error }: { readonly reason: OutboxFailureReason; readonly error: Error }): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.#report({ state: 'failing', part: this.#part, reason, error });
  }
}
