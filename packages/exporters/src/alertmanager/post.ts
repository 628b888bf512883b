import { asError, innermostCause } from '../errors.js';
import { displaySentence } from '../text/display.js';
import type { Sleep } from '../timing/sleep.js';
import type { PostableAlert } from './alert.js';

/** Why Alertmanager did not take alerts. */
export interface AlertmanagerFailure {
  /** `unreachable`: they may be taken later; `rejected`: they would be refused again. */
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
  /** Ends the request. */
  readonly signal: AbortSignal;
}

/** Sends alerts once. Never rejects. `undefined` if Alertmanager has taken them. */
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
      // A redirect could turn the POST into a GET and give the headers to another server.
      redirect: 'manual',
      signal: request.signal,
    });
    return await readAnswer(response, endpoint);
  } catch (error) {
    const cause = innermostCause(error);
    return {
      reason: 'unreachable',
      message: `${endpoint} cannot be reached: ${asError(cause).message}`,
      cause,
    };
  } finally {
    answered.abort();
    signal.removeEventListener('abort', giveUp);
  }
}

/** A timeout, too many requests, or a fault of the server or of a proxy before it. */
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
