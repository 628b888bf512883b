import { ModelError } from '../errors.js';
import type { Rows } from '../matrix.js';
import type { BaseModel } from '../model/base-model.js';
import { integerOption, refuseUnknownOptions } from '../options.js';

/** Options of {@link createParallelScorer}. */
export interface ParallelScorerOptions {
  /** Worker threads, 1 to 256; one per free processor core. @default 2 */
  readonly threads?: number;
}

/** Scores batches in worker threads that stay; the event loop stays free meanwhile. */
export interface ParallelScorer {
  /**
   * The same scores as the model's own `score`. Calls wait for each other. Rows in a matrix over a `SharedArrayBuffer` are not
   * copied, and must not change until the scores are there.
   *
   * @throws ModelError `INVALID_DATA`; `SCORING_FAILED` when a worker fails or the scorer is closed.
   */
  score(rows: Rows): Promise<Float64Array>;
  /** Ends the worker threads. An open scorer does not keep the process alive. */
  close(): Promise<void>;
}

/**
 * Starts worker threads that share the scoring of large batches, for models whose rows do not depend on each other. They hold a
 * copy of the model as it is now. Worth it from some 50,000 rows per batch. Cost: some tenths of a second to start, and as
 * much memory as a batch; what it gains has a limit in the cores that are free.
 *
 * @throws ModelError `INVALID_OPTION` on options and on models of sequences, `NOT_TRAINED`
 *
 * @example
 * ```ts
 * const scorer = await createParallelScorer(model, { threads: 2 });
 * const scores = await scorer.score(rows);
 * await scorer.close();
 * ```
 */
export async function createParallelScorer(
  model: BaseModel,
  options: ParallelScorerOptions = {},
): Promise<ParallelScorer> {
  refuseUnknownOptions('createParallelScorer', options, ['threads']);
  const threads = integerOption('threads', options.threads ?? 2, { min: 1, max: 256 });
  if (model.isSequential) {
    throw new ModelError(
      'INVALID_OPTION',
      `a parallel scorer needs a model that scores rows one by one; a ${model.kind} model scores them in sequence`,
    );
  }
  // Threads are for few; the others do not pay for loading them.
  const { ScoringPool } = await import('./scoring-pool.js');
  return ScoringPool.start(model, threads);
}
