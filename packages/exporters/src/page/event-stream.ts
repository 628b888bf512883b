import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HostRecord } from './host-record.js';
import { Subscriber } from './subscriber.js';

interface EventStreamOptions {
  readonly maxClients: number;
  readonly heartbeatMilliseconds: number;
  /** State of the page as a whole (readiness, hosts), as JSON. */
  readonly page: () => string;
  /** Milliseconds since the epoch, for clients with another clock. */
  readonly now: () => number;
  /** The host that a client asks for; the first host if it asks for none or for an unknown one. */
  readonly find: (host: string | null) => HostRecord | undefined;
}

const HEADERS = { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' };

/** Sends events to a bounded number of clients. Its timer runs only while there are clients. */
export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #clients = new Set<Subscriber>();
  #timer: NodeJS.Timeout | undefined;
  #due: NodeJS.Immediate | undefined;
  #isClosed = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  /** Clients that are connected. */
  get clients(): number {
    return this.#clients.size;
  }

  /** Answers one request: a stream, or 503 if there are too many clients. `?host=` chooses a host; `?after=` does the same as `Last-Event-ID`. */
  readonly respond = (request: IncomingMessage, response: ServerResponse): void => {
    const isFull = this.#isClosed || this.#clients.size >= this.#options.maxClients;
    if (isFull) response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '10' });
    else response.writeHead(200, HEADERS);
    if (request.method === 'HEAD') response.end();
    else if (isFull) response.end('as many pages as allowed are open already; try again later\n');
    else this.#admit(request, response);
  };

  /** Sends all clients what is new. It does so after the current task, so that the caller does not wait for it. */
  update(): void {
    if (this.#clients.size > 0) this.#due ??= setImmediate(() => this.#updateAll());
  }

  /** Ends all streams and refuses new ones. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    clearImmediate(this.#due);
    for (const client of this.#clients) client.end();
  }

  #admit({ url, headers }: IncomingMessage, response: ServerResponse): void {
    const query = new URLSearchParams(url?.split('?')[1]);
    const resumeAfter = String(headers['last-event-id'] ?? query.get('after') ?? '');
    const client = new Subscriber(response, query.get('host'), resumeAfter);
    this.#clients.add(client);
    this.#timer ??= setInterval(() => this.#beat(), this.#options.heartbeatMilliseconds).unref();
    response.on('drain', () => client.send(this.#options.page()));
    response.on('error', () => {}); // A client that vanishes is not news; `close` follows.
    response.on('close', () => this.#forget(client));
    response.write('retry: 2000\n\n');
    this.#update(client, this.#options.page());
  }

  #updateAll(): void {
    this.#due = undefined;
    const page = this.#options.page();
    for (const client of this.#clients) this.#update(client, page);
  }

  #update(client: Subscriber, page: string): void {
    if (!client.isFollowing) {
      const record = this.#options.find(client.host);
      if (record) client.follow(record, this.#options.now());
    }
    client.send(page);
  }

  #beat(): void {
    for (const client of this.#clients) if (!client.beat()) client.drop();
    this.#updateAll();
  }

  #forget(client: Subscriber): void {
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
