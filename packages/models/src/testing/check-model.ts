import { commonChecks } from './common-checks.js';
import { rejectionOf } from './expectations.js';
import type { ModelCheck, ModelFactory } from './model-check.js';
import { rowChecks } from './row-checks.js';
import { sequenceChecks } from './sequence-checks.js';

/** What a model may do differently. */
export interface CheckOptions {
  /**
   * Rows are consecutive steps: their order matters, the first ones have no score (`NaN`), and neither has a row by itself.
   * @default false
   */
  readonly sequence?: boolean;
}

/** The checks one by one, for a test runner that reports each: `for (const check of modelChecks()) it(check.name, …)`. */
export function modelChecks({ sequence = false }: CheckOptions = {}): readonly ModelCheck[] {
  return [...commonChecks, ...(sequence ? sequenceChecks : rowChecks)];
}

/**
 * Runs the conformance suite that every built-in model passes against yours. The kind must be registered. Takes a few hundred
 * milliseconds for a forest.
 *
 * @throws Error that names every broken promise.
 *
 * @example
 * ```ts
 * await checkModel(() => new IsolationForestModel({ seed: 1 }));
 * ```
 */
export async function checkModel(createModel: ModelFactory, options: CheckOptions = {}): Promise<void> {
  const failures: string[] = [];
  for (const check of modelChecks(options)) {
    const error = await rejectionOf(() => check.run(createModel));
    if (error !== undefined)
      failures.push(`- ${check.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (failures.length > 0)
    throw new Error(`the model breaks ${failures.length} promises:\n${failures.join('\n')}`);
}
