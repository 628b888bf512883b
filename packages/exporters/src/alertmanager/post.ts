import { displaySentence } from '../console/text.js';
import type { Sleep } from '../outbox/sleep.js';
import type { PostableAlert } from './alert.js';

/** Why Alertmanager did not take alerts. */
export interface AlertmanagerFailure {
  /** `unreachable`: they may be taken later; `rejected`: the same alerts would be refused again. */
  readonly reason: 'unreachable' | 'rejected';
  readonly message: string;
  readonly cause?: unknown;
}

interface PostOptions {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds: number;
  readonly fetch: typeof fetch;
  readonly sleep: Sleep;
  /** Gives up at once. */
  readonly signal: AbortSignal;
}

/** Sends alerts once. Never rejects; `undefined` when Alertmanager has them. */
export async function post(
  alerts: readonly PostableAlert[],
  options: PostOptions,
): Promise<AlertmanagerFailure | undefined> {
  const { endpoint, headers, timeoutMilliseconds, fetch, sleep, signal } = options;
  const request = new AbortController();
  const answered = new AbortController();
  const giveUp = (): void => request.abort(signal.reason);
  signal.addEventListener('abort', giveUp);
  void sleep(timeoutMilliseconds, answered.signal).then(() =>
    request.abort(new Error(`no answer within ${timeoutMilliseconds} ms`)),
  );
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
      // Followed, a POST may become a GET, and the headers may go to somebody else.
      redirect: 'manual',
      signal: request.signal,
    });
    return await readAnswer(response, endpoint);
  } catch (error) {
    const cause = innermost(error);
    return { reason: 'unreachable', message: `${endpoint} cannot be reached: ${textOf(cause)}`, cause };
  } finally {
    answered.abort();
    signal.removeEventListener('abort', giveUp);
  }
}

/** Too many requests, or a fault of the server or of what stands before it. */
function mayBeTakenLater(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

async function readAnswer(response: Response, endpoint: string): Promise<AlertmanagerFailure | undefined> {
  const { ok, status } = response;
  if (ok) {
    // Frees the connection for the next request.
    await response.body?.cancel();
    return undefined;
  }
  const said = displaySentence((await response.text()).trim());
  const message = `${endpoint} answers ${status}${said === '' ? '' : `: ${said}`}`;
  return { reason: mayBeTakenLater(status) ? 'unreachable' : 'rejected', message };
}

/** fetch says "fetch failed" and why in its cause, which may hold one error per address. */
function innermost(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  return error instanceof Error && error.cause !== undefined ? innermost(error.cause) : error;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
