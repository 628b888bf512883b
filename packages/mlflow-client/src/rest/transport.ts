import { setTimeout as sleep } from 'node:timers/promises';
import { longestMilliseconds } from '../check-option.js';
import { MlflowError } from '../errors.js';
import type { CallOptions } from '../stores/calls.js';
import { errorOf, readJson } from './answer.js';
import type { JsonObject } from './json.js';
import { isTransient, type RetryOptions, retryAfter, retryDelay } from './retry.js';

export interface TransportOptions {
  /** `http(s)://host[:port][/prefix]`, without credentials and without a slash at its end. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
  /** Longest time one attempt may take until its answer begins; a large file that is sent has a second more per megabyte. */
  readonly timeoutMilliseconds: number;
  readonly retry: Required<RetryOptions>;
  readonly now: () => number;
  readonly random: () => number;
}

/** What can be sent again when the first attempt fails. */
type RequestBody = string | Uint8Array<ArrayBuffer> | Blob;

interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly url: string;
  /** In place of the ones that sign in: for an address that is not part of the server. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly body?: RequestBody;
}

interface SendOptions<Answer> extends CallOptions {
  /** Asked before each repetition: did the attempt before do its work after all? Then its answer. */
  readonly recover?: () => Promise<Answer | undefined>;
}

const api = '/api/2.0/mlflow/';

/** Without these `fetch` keeps all of a body in memory, to send it again after a redirect. */
const unbuffered = { redirect: 'error', window: null } as const;

/** The slowest upload of a large file that is waited for. */
const bytesPerMillisecond = 1000;

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
      for (const item of [value ?? []].flat()) parameters.append(key, String(item));
    }
    return this.json({ method: 'GET', url: `${this.baseUrl}${api}${endpoint}?${parameters}` }, options);
  }

  /** Sends JSON to an endpoint below `/api/2.0/mlflow/`. */
  async call(
    method: 'POST' | 'PATCH' | 'DELETE',
    endpoint: string,
    body: JsonObject,
    options?: SendOptions<JsonObject>,
  ): Promise<JsonObject> {
    const url = `${this.baseUrl}${api}${endpoint}`;
    return this.json({ method, url, contentType: 'application/json', body: JSON.stringify(body) }, options);
  }

  /**
   * Sends one request; throws when its answer is not a 2xx. Reading the answer belongs to the attempt: a connection that breaks
   * in the middle of it is worth another.
   */
  async send<Answer>(
    request: Request,
    read: (response: Response) => Promise<Answer>,
    options: SendOptions<Answer> = {},
  ): Promise<Answer> {
    return this.#repeat(async () => {
      const response = await this.#attempt(request, options);
      try {
        return await read(response);
      } catch (cause) {
        options.signal?.throwIfAborted();
        // What `fetch` throws when a connection breaks, and nothing else of what reading may throw.
        if (!(cause instanceof TypeError) || cause.cause === undefined) throw cause;
        throw new MlflowError('UNREACHABLE', `${placeOf(request)}: the answer broke off`, { cause });
      }
    }, options);
  }

  /** The same for an answer that is a JSON object. */
  async json(request: Request, options?: SendOptions<JsonObject>): Promise<JsonObject> {
    return this.send(request, (response) => readJson(response, placeOf(request)), options);
  }

  async #repeat<Answer>(
    attempt: () => Promise<Answer>,
    { signal, recover }: SendOptions<Answer>,
  ): Promise<Answer> {
    const { retry, random } = this.#options;
    for (let repetition = 1; ; repetition += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (!isTransient(error) || repetition > retry.maxRetries) throw error;
        await wait(delayAsked.get(error) ?? retryDelay(repetition, retry, random), signal);
        const recovered = await recover?.();
        if (recovered !== undefined) return recovered;
      }
    }
  }

  async #attempt(request: Request, { signal }: CallOptions): Promise<Response> {
    signal?.throwIfAborted();
    const { method, url, contentType, body } = request;
    const { now } = this.#options;
    const where = placeOf(request);
    const timeoutMilliseconds = Math.min(
      longestMilliseconds,
      this.#options.timeoutMilliseconds + sizeOf(body) / bytesPerMillisecond,
    );
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMilliseconds);
    let response: Response;
    try {
      response = await this.#options.fetch(url, {
        method,
        headers: {
          ...(request.headers ?? this.#options.headers),
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
        },
        signal: signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal,
        ...(body === undefined ? {} : { body }),
        ...(body instanceof Blob ? unbuffered : {}),
      });
    } catch (cause) {
      signal?.throwIfAborted();
      if (timeout.signal.aborted) {
        throw new MlflowError('TIMEOUT', `${where}: no answer within ${Math.round(timeoutMilliseconds)} ms`, {
          cause,
        });
      }
      throw new MlflowError('UNREACHABLE', `${where}: cannot reach ${new URL(url).origin}`, { cause });
    } finally {
      clearTimeout(timer);
    }
    if (response.ok) return response;
    const error = await errorOf(response, where);
    const asked = retryAfter(response.headers.get('retry-after'), now());
    if (asked !== undefined) delayAsked.set(error, asked);
    throw error;
  }
}

/** What `Retry-After` said beside an error: of use here alone, so it is not a property of the error. */
const delayAsked = new WeakMap<MlflowError, number>();

/** Waits; rejects with the signal's reason when that comes first. */
async function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal ? { signal } : {}).catch((error) => {
    throw signal?.aborted ? signal.reason : error;
  });
}

function sizeOf(body: RequestBody | undefined): number {
  return body instanceof Blob ? body.size : (body?.length ?? 0);
}

/** Without the query, which may hold secrets. */
function placeOf({ method, url }: Request): string {
  return `${method} ${new URL(url).pathname}`;
}
