import type { WriteFailureReason } from '../sink.js';

/** What an outbox does, and may be unable to do. */
export type OutboxPart = 'storage' | 'delivery';

/**
 * What a sink said of an item that it did not take. `threw` when it said nothing and threw; in an outbox, `store_failed` also when
 * what waits cannot be read.
 */
export type OutboxFailureReason = WriteFailureReason | 'threw';

/**
 * What an outbox reports: once when storing or delivering begins to fail, once when it works again, and what cannot be read.
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
  /** At least so many items that waited cannot be read. They are skipped, and the file is put aside at `path` once the others in it are delivered. */
  | { readonly state: 'damaged'; readonly items: number; readonly path: string };

/** Whether a part of an outbox works; reports changes only. */
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
