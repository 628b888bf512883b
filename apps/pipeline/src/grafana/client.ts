import type { Secret } from '@ad/config';
import { describeError } from '../text/describe-error.js';

/** What Grafana answered, or that it did not. */
export type GrafanaAnswer =
  | { readonly ok: true; readonly status: number; readonly body: unknown }
  | {
      readonly ok: false;
      /** 0 when there was no answer. */
      readonly status: number;
      /** What Grafana says of it, or why there was no answer. */
      readonly message: string;
    };

/** Where Grafana is and who asks. */
export interface GrafanaAccess {
  readonly url: string;
  readonly username: string;
  readonly password: Secret;
}

/** Longest wait for one answer. */
const answerMilliseconds = 10_000;

/** Asks the HTTP API of a Grafana. Never rejects; neither user nor password shows in what it says. */
export class GrafanaClient {
  /** Without a slash at its end. */
  readonly url: string;
  readonly #authorization: () => string;
  readonly #signal: AbortSignal;

  constructor({ url, username, password }: GrafanaAccess, signal: AbortSignal) {
    this.url = url.replace(/\/+$/, '');
    this.#authorization = () => `Basic ${Buffer.from(`${username}:${password.reveal()}`).toString('base64')}`;
    this.#signal = signal;
  }

  /** Whether it runs, and its version: what everybody may ask. */
  health(): Promise<GrafanaAnswer> {
    return this.#request('GET', '/api/health', {});
  }

  get(path: string): Promise<GrafanaAnswer> {
    return this.#request('GET', path, { authorization: this.#authorization() });
  }

  send(method: 'POST' | 'PUT', path: string, body: unknown): Promise<GrafanaAnswer> {
    return this.#request(method, path, { authorization: this.#authorization() }, body);
  }

  async #request(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<GrafanaAnswer> {
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // Followed, it would lead to a page for people to log in, and the password to wherever that is.
        redirect: 'manual',
        signal: AbortSignal.any([this.#signal, AbortSignal.timeout(answerMilliseconds)]),
      });
      const { ok, status } = response;
      const answer = parse(await response.text());
      return ok ? { ok, status, body: answer } : { ok, status, message: messageOf(answer, status) };
    } catch (error) {
      return { ok: false, status: 0, message: describeError(error) };
    }
  }
}

/** What is no JSON, as the page of a proxy, is nothing that could be shown. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageOf(body: unknown, status: number): string {
  const { message } = (body ?? {}) as { message?: unknown };
  return typeof message === 'string' && message !== '' ? `${message} (${status})` : `it answers ${status}`;
}
