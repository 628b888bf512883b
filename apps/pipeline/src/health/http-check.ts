import { describeError } from '../text/describe-error.js';
import type { Check, CheckResult } from './check.js';

/** What to ask a web service, and what to say of the answer. */
export interface HttpCheckOptions {
  readonly name: string;
  /** Address of the service, or null when it is not configured. */
  readonly url: string | null;
  /** The key that configures it. */
  readonly key: string;
  readonly path: string;
  /** What to do when it does not answer as it should. */
  readonly advice: string;
  /** Judges the body of a 2xx answer; returns what is wrong with it. */
  readonly judge?: (body: string) => string | undefined;
  /** What its answer means. */
  readonly good: string;
}

/** Checks that a web service answers 2xx, and that its answer is the right one. */
export function httpCheck(options: HttpCheckOptions): Check {
  const { name, url, key, path, advice, judge, good } = options;
  return {
    name,
    async run(signal): Promise<CheckResult> {
      if (url === null) return { status: 'not_configured', advice: `set ${key} to check it` };
      const address = `${url.replace(/\/$/, '')}${path}`;
      try {
        const response = await fetch(address, { signal, redirect: 'follow' });
        const body = await response.text();
        const wrong = response.ok ? judge?.(body) : `answers ${response.status}`;
        if (wrong === undefined) return { status: 'ok', detail: `${good} (${url})` };
        return { status: 'failed', detail: `${address} ${wrong}`, advice };
      } catch (error) {
        return { status: 'failed', detail: `${address}: ${describeError(error)}`, advice };
      }
    },
  };
}
