import type { Clock } from '../clock.js';
import type { RejectionReason } from './message/rejection.js';

/**
 * What went wrong while a topic is read. None of it ends the iteration.
 *
 * - `unreachable`: no broker answers; retried
 * - `topic_missing`: the topic does not exist; retried
 * - `refused`: a broker refuses or fails: wrong password, missing rights, a compression whose codec is not installed; retried
 * - `recovered`: the topic is read again after one of these
 * - `dead_letters_stuck`: the dead-letter topic cannot be written; retried, and nothing is read until it succeeds
 * - `dead_letters_recovered`: the dead-letter topic is written again
 * - `poison`: messages that are not samples; at most one report a second
 */
export type KafkaProblem = ConnectionProblem | DeadLetterProblem | PoisonProblem;

/** Whether the topic can be read: reported when that changes. */
export interface ConnectionProblem {
  readonly reason: 'unreachable' | 'topic_missing' | 'refused' | 'recovered';
  readonly topic: string;
  /** What is wrong, for people. */
  readonly message: string;
  /** The error of the client, where there was one. */
  readonly cause?: unknown;
}

/** Whether the dead-letter topic can be written: reported when that changes. */
export interface DeadLetterProblem {
  readonly reason: 'dead_letters_stuck' | 'dead_letters_recovered';
  /** The dead-letter topic. */
  readonly topic: string;
  /** What is wrong, for people. */
  readonly message: string;
  /** The error of the client, where there was one. */
  readonly cause?: unknown;
}

/** How many messages were rejected since the last report, and the last one of them. */
export interface PoisonProblem {
  readonly reason: 'poison';
  readonly topic: string;
  /** What is wrong with the last of them, for people. */
  readonly message: string;
  readonly count: number;
  readonly partition: number;
  readonly offset: number;
  /** Why it was rejected: a {@link RejectionReason}, or the reason that was given to `deadLetter`. */
  readonly rejection: RejectionReason | (string & {});
}

type Poison = Pick<PoisonProblem, 'partition' | 'offset' | 'rejection'> & { readonly detail: string };

const POISON_REPORT_MILLISECONDS = 1000;

/** Reports a lasting problem once, and poison at most once a second. */
export class KafkaProblems {
  readonly #topic: string;
  readonly #clock: Clock;
  readonly #onProblem: (problem: KafkaProblem) => void;
  #connection: ConnectionProblem['reason'] = 'recovered';
  #poison: { count: number; last: Poison } | undefined;
  #reported = Number.NEGATIVE_INFINITY;

  constructor(topic: string, clock: Clock, onProblem: (problem: KafkaProblem) => void) {
    this.#topic = topic;
    this.#clock = clock;
    this.#onProblem = onProblem;
  }

  connection(reason: ConnectionProblem['reason'], message: string, cause?: unknown): void {
    if (reason === this.#connection) return;
    this.#connection = reason;
    this.#onProblem({ reason, topic: this.#topic, message, ...(cause !== undefined && { cause }) });
  }

  deadLetters(problem: DeadLetterProblem): void {
    this.#onProblem(problem);
  }

  poison(last: Poison): void {
    this.#poison = { count: (this.#poison?.count ?? 0) + 1, last };
  }

  /** Reports the poison since the last report, if that was at least a second ago or `isLast`. */
  flush(isLast = false): void {
    const now = this.#clock.monotonic();
    if (!this.#poison || (!isLast && now - this.#reported < POISON_REPORT_MILLISECONDS)) return;
    const { count, last } = this.#poison;
    const { detail, ...where } = last;
    this.#poison = undefined;
    this.#reported = now;
    const message = `${last.rejection}: ${detail}`;
    this.#onProblem({ reason: 'poison', topic: this.#topic, message, count, ...where });
  }
}
