// Recent alerts, newest first: when, how long, how high, and why.

import { byId, make, setText } from './dom.js';
import { formatDuration, formatScore, formatTime } from './text.js';

/** @import { Alert } from './types.js' */
/** @import { View } from './view.js' */

const MAX_ALERTS = 50;
/** Least time shown on either side of an alert. */
const MARGIN_MILLISECONDS = 60_000;

/** The table of alerts. */
export class Alerts {
  /** @type {Map<string, AlertRow>} */
  #rows = new Map();

  /** @param {View} view */
  constructor(view) {
    this.view = view;
  }

  clear() {
    for (const { element } of this.#rows.values()) element.remove();
    this.#rows.clear();
    this.#summarize();
  }

  /** @param {readonly Alert[]} alerts new ones, oldest first, and ones that have changed */
  update(alerts) {
    for (const alert of alerts) {
      const row = this.#rows.get(alert.id) ?? new AlertRow(alert, (from, to) => this.#look(from, to));
      this.#rows.set(alert.id, row);
      if (!row.element.isConnected) byId('alerts-rows').prepend(row.element);
      row.show(alert);
    }
    for (const [id, { element }] of [...this.#rows].slice(0, -MAX_ALERTS)) {
      element.remove();
      this.#rows.delete(id);
    }
    this.#summarize();
  }

  #summarize() {
    const count = this.#rows.size;
    byId('alerts-table').hidden = count === 0;
    byId('no-alerts').hidden = count > 0;
    setText(byId('alerts-count'), count === 0 ? '' : String(count));
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  #look(from, to) {
    const margin = Math.max((to - from) / 2, MARGIN_MILLISECONDS);
    this.view.choose((from - margin) / 1000, (to + margin) / 1000);
    byId('charts').scrollIntoView({ block: 'start' });
  }
}

/** One alert. Its cells stay and only their text changes, so that focus and screen readers keep their place. */
class AlertRow {
  #end = make('td', 'end');
  #length = make('td', 'length');
  #score = make('td', 'number');
  #why = make('td', 'why');

  /**
   * @param {Alert} alert
   * @param {(from: number, to: number) => void} look
   */
  constructor(alert, look) {
    this.alert = alert;
    const button = make('button', 'link', formatTime(alert.begin));
    button.type = 'button';
    button.title = 'Show this time in the charts';
    button.addEventListener('click', () => look(this.alert.begin, this.alert.end ?? this.alert.peak));
    const begin = make('td', 'begin', button);
    this.element = make('tr', '', begin, this.#end, this.#length, this.#score, this.#why);
  }

  /** @param {Alert} alert */
  show(alert) {
    this.alert = alert;
    const { begin, end, score, threshold, explanation } = alert;
    this.element.classList.toggle('lasting', end === null);
    setText(this.#end, end === null ? '–' : formatTime(end));
    setText(this.#length, end === null ? 'lasting' : formatDuration(end - begin));
    setText(this.#score, `${formatScore(score)} / ${formatScore(threshold)}`);
    setText(this.#why, explanation || '–');
  }
}
