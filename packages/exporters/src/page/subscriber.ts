import type { ServerResponse } from 'node:http';
import type { HostRecord } from './host-record.js';

/** Characters of rows that are handed to a connection at once; the rest follows when it has taken them. */
const CHUNK_CHARACTERS = 32_768;
/** Heartbeats after which a client that takes nothing is given up. */
const PATIENCE_BEATS = 2;

/**
 * One client of the event stream. Nothing waits for it: it has a place in the rows that are kept anyway, moves on when its connection
 * takes more, and is told the latest state only. So a slow client costs one chunk of memory, and skips what is no longer kept.
 */
export class Subscriber {
  readonly #response: ServerResponse;
  #record: HostRecord | undefined;
  #resumeAfter: string;
  #nextRow = 0;
  #alertChanges = 0;
  #sentPage = '';
  #sentVerdict = '';
  #blockedBeats = 0;

  /** `resumeAfter` is the id of the last event that the client has seen; empty for a new one. */
  constructor(response: ServerResponse, resumeAfter: string) {
    this.#response = response;
    this.#resumeAfter = resumeAfter;
  }

  /** Whether it has found its host. */
  get isFollowing(): boolean {
    return this.#record !== undefined;
  }

  /** Begins to follow a host, after the row that the client has seen last, or else with all that is kept. */
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

  /** Shows the client, and whatever is between, that the stream lives. False when the client has taken nothing for too long. */
  beat(): boolean {
    if (this.#response.writableNeedDrain) {
      this.#blockedBeats += 1;
      return this.#blockedBeats < PATIENCE_BEATS;
    }
    this.#blockedBeats = 0;
    this.#response.write(':\n\n');
    return true;
  }

  /** Says that no more will come. */
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

  #news({ rows, alerts, current, epoch }: HostRecord): string {
    let text = '';
    const from = Math.max(this.#nextRow, rows.start);
    const chunk = rows.read(from, CHUNK_CHARACTERS);
    this.#nextRow = from + chunk.length;
    if (chunk.length > 0) text += event('rows', list(chunk), `${epoch}.${this.#nextRow - 1}`);
    if (this.#nextRow < rows.end) return text;
    if (this.#alertChanges < alerts.changes) text += event('alerts', list(alerts.since(this.#alertChanges)));
    this.#alertChanges = alerts.changes;
    if (current !== this.#sentVerdict) text += event('verdict', current);
    this.#sentVerdict = current;
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
