// The event stream and its interruptions. After a lost connection the browser reconnects by itself, with the id of the last event. After
// a refused one it gives up, so this module tries again.

/** @import { Listener } from './types.js' */

const RETRY_MILLISECONDS = 10_000;

/** The stream of one host; '' is the first host of the server. */
export class Connection {
  /** @type {EventSource | undefined} */
  #source;
  #lastId = '';
  #isClosed = false;
  #hasEnded = false;
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {string} host
   * @param {Listener} listener
   */
  constructor(host, listener) {
    this.host = host;
    this.listener = listener;
    this.#open();
  }

  close() {
    this.#isClosed = true;
    this.#source?.close();
    clearTimeout(this.#timer);
  }

  #open() {
    const query = new URLSearchParams({ host: this.host, after: this.#lastId });
    const source = new EventSource(`/live/events?${query}`);
    const { listener } = this;
    this.#source = source;
    source.onopen = () => {
      this.#hasEnded = false;
      listener.link('live');
    };
    source.onerror = () => void this.#onError(source);
    /** @param {string} name @param {(data: any) => void} take */
    const on = (name, take) =>
      source.addEventListener(name, ({ data, lastEventId }) => {
        this.#lastId = lastEventId;
        take(JSON.parse(data));
      });
    on('begin', ({ now, isResumed }) => listener.begin(now, isResumed));
    on('rows', (rows) => listener.rows(rows));
    on('alerts', (alerts) => listener.alerts(alerts));
    on('verdict', (verdict) => listener.verdict(verdict));
    on('page', (page) => listener.page(page));
    on('closed', () => {
      this.#hasEnded = true;
    });
  }

  /** @param {EventSource} source */
  async #onError(source) {
    if (this.#isClosed) return;
    this.listener.link(this.#hasEnded ? 'stopped' : 'lost');
    if (source.readyState !== EventSource.CLOSED) return;
    this.#timer = setTimeout(() => this.#open(), RETRY_MILLISECONDS);
    // An event source does not say why it was refused, so ask.
    const answer = await fetch('/live/events', { method: 'HEAD' }).catch(() => undefined);
    if (answer?.status === 503 && !this.#isClosed) this.listener.link('full');
  }
}
