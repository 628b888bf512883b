import { errorCodeOf, MlflowError } from '../errors.js';
import type { CallOptions } from '../stores.js';
import { asObject, type JsonObject } from './json.js';
import { isTransient, type RetryOptions, retryAfter, retryDelay } from './retry.js';

/** Waits; rejects with the signal's reason when that comes first. */
export type Sleep = (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;

export interface TransportOptions {
  /** `http(s)://host[:port][/prefix]`, without credentials and without a slash at its end. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
  /** Longest time one attempt may take until its answer begins. */
  readonly timeoutMilliseconds: number;
  readonly retry: RetryOptions;
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: Sleep;
}

/** What can be sent again when the first attempt fails. */
type RequestBody = string | Uint8Array<ArrayBuffer> | Blob;

interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly contentType?: string;
  readonly body?: RequestBody;
}

interface SendOptions extends CallOptions {
  /** Asked before each repetition: did the attempt before do its work after all? Then its answer, as JSON. */
  readonly recover?: () => Promise<JsonObject | undefined>;
}

const api = '/api/2.0/mlflow/';

/** One MLflow server: sends requests, repeats what failed for a passing reason, turns answers into data or errors. */
export class RestTransport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** Address of the server, as it was given. */
  get baseUrl(): string {
    return this.#options.baseUrl;
  }

  /** Asks an endpoint below `/api/2.0/mlflow/`. */
  async get(
    endpoint: string,
    query: Readonly<Record<string, string | number | readonly string[] | undefined>>,
    options?: CallOptions,
  ): Promise<JsonObject> {
    const parameters = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      for (const one of Array.isArray(value) ? value : [value ?? []].flat())
        parameters.append(key, String(one));
    }
    return this.#json({ method: 'GET', url: `${this.baseUrl}${api}${endpoint}?${parameters}` }, options);
  }

  /** Sends JSON to an endpoint below `/api/2.0/mlflow/`. */
  async call(
    method: 'POST' | 'PATCH' | 'DELETE',
    endpoint: string,
    body: JsonObject,
    options?: SendOptions,
  ): Promise<JsonObject> {
    const url = `${this.baseUrl}${api}${endpoint}`;
    return this.#json({ method, url, contentType: 'application/json', body: JSON.stringify(body) }, options);
  }

  /** Sends one request and returns the answer once it began, whatever is in it; throws when it is not a 2xx. */
  async send(request: Request, options: CallOptions = {}): Promise<Response> {
    return this.#repeat(() => this.#attempt(request, options), options);
  }

  /** The body belongs to the attempt: a connection that breaks in the middle of it is worth another. */
  async #json(request: Request, options: SendOptions = {}): Promise<JsonObject> {
    return this.#repeat(async () => readJson(await this.#attempt(request, options), request), options);
  }

  async #repeat<Answer>(
    attempt: () => Promise<Answer>,
    { signal, recover }: CallOptions & { readonly recover?: () => Promise<Answer | undefined> },
  ): Promise<Answer> {
    const { retry, random, sleep } = this.#options;
    for (let repetition = 1; ; repetition += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (!isTransient(error) || repetition > (retry.maxRetries ?? 7)) throw error;
        await sleep(delayAsked.get(error) ?? retryDelay(repetition, retry, random), signal);
        const recovered = await recover?.();
        if (recovered !== undefined) return recovered;
      }
    }
  }

  async #attempt({ method, url, contentType, body }: Request, { signal }: CallOptions): Promise<Response> {
    signal?.throwIfAborted();
    const { headers, timeoutMilliseconds, now } = this.#options;
    const timeout = AbortSignal.timeout(timeoutMilliseconds);
    const where = `${method} ${new URL(url).pathname}`;
    let response: Response;
    try {
      response = await this.#options.fetch(url, {
        method,
        headers: { ...headers, ...(contentType === undefined ? {} : { 'content-type': contentType }) },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        ...(body === undefined ? {} : { body }),
      });
    } catch (cause) {
      signal?.throwIfAborted();
      if (timeout.aborted) {
        throw new MlflowError('TIMEOUT', `${where}: no answer within ${timeoutMilliseconds} ms`, { cause });
      }
      throw new MlflowError('UNREACHABLE', `${where}: cannot reach ${new URL(url).origin}`, { cause });
    }
    if (response.ok) return response;
    const error = await errorOf(response, where);
    const asked = retryAfter(response.headers.get('retry-after'), now());
    if (asked !== undefined) delayAsked.set(error, asked);
    throw error;
  }
}

/** What `Retry-After` said beside an error. */
const delayAsked = new WeakMap<MlflowError, number>();

async function readJson(response: Response, { method, url }: Request): Promise<JsonObject> {
  const where = `${method} ${new URL(url).pathname}`;
  const text = await response.text().catch((cause) => {
    throw new MlflowError('UNREACHABLE', `${where}: the answer broke off`, { cause });
  });
  try {
    return asObject(JSON.parse(text), `the answer to ${where}`);
  } catch (cause) {
    throw new MlflowError('UNEXPECTED_RESPONSE', `${where}: not an answer of MLflow: ${text.slice(0, 200)}`, {
      cause,
    });
  }
}

async function errorOf(response: Response, where: string): Promise<MlflowError> {
  const { status } = response;
  const text = await response.text().catch(() => '');
  let stated: JsonObject = {};
  try {
    stated = asObject(JSON.parse(text), where);
  } catch {
    // A proxy or a page of the web server: its status has to do.
  }
  const message = typeof stated.message === 'string' ? stated.message : text.slice(0, 200);
  return new MlflowError(errorCodeOf(stated.error_code, status), `${where}: ${status} ${message}`.trimEnd(), {
    status,
  });
}
