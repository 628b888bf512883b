import type { ServerResponse } from 'node:http';
import type { HostRecord } from './host-record.js';

/** Characters of rows that a connection is given at a time. The rest follows when it has taken them. */
const CHUNK_CHARACTERS = 32_768;
/** A client that takes nothing during this number of heartbeats is cut off. */
const PATIENCE_BEATS = 2;

/**
 * One client of the event stream. It has no queue, only the number of its next row: it gets more rows of the log when its connection
 * takes more, and of the state only the latest. So a slow client costs one chunk of memory, and skips rows that are no longer kept.
 */
export class Subscriber {
  /** The host that the client asks for, if any. */
  readonly host: string | null;
  readonly #response: ServerResponse;
  #record: HostRecord | undefined;
  readonly #resumeAfter: string;
  #nextRow = 0;
  #alertChanges = 0;
  #sentPage = '';
  #sentVerdict = '';
  #blockedBeats = 0;

  /** `resumeAfter` is the id of the last event that the client has seen; empty for a new one. */
  constructor(response: ServerResponse, host: string | null, resumeAfter: string) {
    this.host = host;
    this.#response = response;
    this.#resumeAfter = resumeAfter;
  }

  /** Whether it follows a host. */
  get isFollowing(): boolean {
    return this.#record !== undefined;
  }

  /** Begins to follow a host: after the row that the client has seen last, or with the oldest row. */
  follow(record: HostRecord, now: number): void {
    this.#record = record;
    const { rows, epoch } = record;
    const [, number] = /^[\w-]+\.(\d{1,15})$/.exec(this.#resumeAfter) ?? [];
    const next = Number(number) + 1;
    const isKnown = this.#resumeAfter.startsWith(`${epoch}.`) && next >= rows.start && next <= rows.end;
    this.#nextRow = isKnown ? next : rows.start;
    this.#response.write(event('begin', JSON.stringify({ isResumed: isKnown, now })));
  }

  /** Sends what is new, as far as the connection takes it. `page` is the state of the page as a whole. */
  send(page: string): void {
    while (!this.#response.writableEnded && !this.#response.writableNeedDrain) {
      const text = this.#next(page);
      if (text === '') return;
      this.#response.write(text);
    }
  }

  /** Shows the client, and proxies between, that the stream is alive. False if the client has taken nothing for too long. */
  beat(): boolean {
    if (this.#response.writableNeedDrain) {
      this.#blockedBeats += 1;
      return this.#blockedBeats < PATIENCE_BEATS;
    }
    this.#blockedBeats = 0;
    this.#response.write(':\n\n');
    return true;
  }

  /** Ends the stream, and tells the client that it was ended on purpose. */
  end(): void {
    this.#response.end(event('closed', '{}'));
  }

  /** Cuts the connection. */
  drop(): void {
    this.#response.destroy();
  }

  #next(page: string): string {
    let text = '';
    if (page !== this.#sentPage) text += event('page', page);
    this.#sentPage = page;
    return this.#record === undefined ? text : text + this.#news(this.#record);
  }

  #news({ rows, alerts, latestVerdict, epoch }: HostRecord): string {
    let text = '';
    const from = Math.max(this.#nextRow, rows.start);
    const chunk = rows.read(from, CHUNK_CHARACTERS);
    this.#nextRow = from + chunk.length;
    if (chunk.length > 0) text += event('rows', list(chunk), `${epoch}.${this.#nextRow - 1}`);
    if (this.#nextRow < rows.end) return text;
    if (this.#alertChanges < alerts.changes) text += event('alerts', list(alerts.since(this.#alertChanges)));
    this.#alertChanges = alerts.changes;
    if (latestVerdict !== this.#sentVerdict) text += event('verdict', latestVerdict);
    this.#sentVerdict = latestVerdict;
    return text;
  }
}

function list(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}

/** One event of `text/event-stream`; JSON has no line breaks. */
function event(name: string, data: string, id?: string): string {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`;
}
