import { CollectorError } from '../errors.js';
import { errorOf, type Series, seriesOf } from './answer.js';
import { authorization, withoutSecrets } from './credentials.js';
import type { ResolvedRangeOptions } from './options.js';

/** A part of the range: both ends included, in milliseconds. */
export interface Page {
  readonly start: number;
  readonly end: number;
}

const LONGEST_EXCERPT = 300;

/**
 * Sends one query for one page. Throws a {@link CollectorError} with code `unreachable`, `timeout`, `http_status` or
 * `bad_answer`. It also throws when the caller's signal aborts; ignore the error then.
 */
export async function requestSeries(
  query: string,
  { start, end }: Page,
  options: ResolvedRangeOptions,
): Promise<readonly Series[]> {
  const { endpoint, step, credentials, timeoutMilliseconds, signal, fetch } = options;
  const fail = (
    code: 'unreachable' | 'timeout' | 'http_status' | 'bad_answer',
    what: string,
    cause?: unknown,
  ) => new CollectorError(code, withoutSecrets(`${endpoint} ${what}`, credentials), { cause });

  const timeout = AbortSignal.timeout(timeoutMilliseconds);
  let status: number;
  let text: string;
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      body: new URLSearchParams({ query, start: seconds(start), end: seconds(end), step: seconds(step) }),
      headers: {
        accept: 'application/json',
        ...(credentials && { authorization: authorization(credentials) }),
      },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    status = response.status;
    text = await response.text();
  } catch (cause) {
    if (timeout.aborted) throw fail('timeout', `did not answer within ${timeoutMilliseconds} ms`, cause);
    throw fail('unreachable', `cannot be reached: ${innermostMessage(cause)}`, cause);
  }
  if (status < 200 || status > 299) {
    const excerpt = errorOf(text).slice(0, LONGEST_EXCERPT);
    throw fail(
      'http_status',
      `refused the query ${query} with status ${status}: ${excerpt || 'no reason given'}`,
    );
  }
  const series = parse(text);
  if (!series) {
    const excerpt = JSON.stringify(text.slice(0, LONGEST_EXCERPT));
    throw fail('bad_answer', `did not answer like Prometheus; is the address right? It said ${excerpt}`);
  }
  return series;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function parse(text: string): readonly Series[] | undefined {
  try {
    return seriesOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** `fetch` only says `fetch failed`; the reason is in the cause. */
function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return innermostMessage(error.cause);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
