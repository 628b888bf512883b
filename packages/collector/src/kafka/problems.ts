import type { Clock } from '../clock.js';
import type { RejectionReason } from './rejection.js';

/**
 * What a reader of a topic should know. Nothing of it ends the reading.
 *
 * - `unreachable`: no broker answers; tried again until it does
 * - `topic_missing`: the topic does not exist; looked for until it does
 * - `refused`: a broker answers, and refuses or fails: a wrong password, no rights, messages in a compression that is not installed
 * - `recovered`: reading goes on after one of these
 * - `dead_letters_stuck`: the dead-letter topic cannot be written; reading stands still and it is tried again
 * - `dead_letters_recovered`: it can be written again
 * - `poison`: messages that are no samples, at most one report a second
 */
export type KafkaProblem = ConnectionProblem | DeadLetterProblem | PoisonProblem;

/** Reported when it changes. */
export interface ConnectionProblem {
  readonly reason: 'unreachable' | 'topic_missing' | 'refused' | 'recovered';
  readonly topic: string;
  /** What is wrong, for people. */
  readonly message: string;
  /** What the client said, where it is about an error. */
  readonly cause?: unknown;
}

/** Reported when it changes. */
export interface DeadLetterProblem {
  readonly reason: 'dead_letters_stuck' | 'dead_letters_recovered';
  /** The dead-letter topic. */
  readonly topic: string;
  /** What is wrong, for people. */
  readonly message: string;
  /** What the client said, where it is about an error. */
  readonly cause?: unknown;
}

/** How many messages were no samples since the report before, and one of them. */
export interface PoisonProblem {
  readonly reason: 'poison';
  readonly topic: string;
  /** What is wrong with the last of them, for people. */
  readonly message: string;
  readonly count: number;
  readonly partition: number;
  readonly offset: number;
  /** One of {@link RejectionReason}, or what a reader gave to `deadLetter`. */
  readonly rejection: RejectionReason | (string & {});
}

type Poison = Pick<PoisonProblem, 'partition' | 'offset' | 'rejection'> & { readonly detail: string };

const POISON_REPORT_MILLISECONDS = 1000;

/** Reports changes once, and floods in portions. */
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

  /** Reports the poison since the last report, when that is a second ago or no more is to come. */
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
