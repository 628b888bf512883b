// Why: each feature, where it was expected, and its share of the score. The same as the charts show, as a table.

import { byId, foreign, make, setText } from './dom.js';
import { formatRange, formatShare, formatValue, position, shortName } from './text.js';

/** @import { Reading, Row } from './types.js' */

/** The table of features. Its cells stay and change their text, so that nobody who reads it loses the place. */
export class Metrics {
  /** @type {Map<string, MetricRow>} */
  #rows = new Map();

  /** @param {Row} row */
  show({ features }) {
    for (const [name, row] of this.#rows) {
      if (name in features) continue;
      row.element.remove();
      this.#rows.delete(name);
    }
    for (const [name, reading] of Object.entries(features)) {
      const row = this.#rows.get(name) ?? new MetricRow(name);
      this.#rows.set(name, row);
      if (!row.element.isConnected) byId('metrics-rows').append(row.element);
      row.show(reading);
    }
  }
}

class MetricRow {
  #value = make('td', 'number');
  #range = make('span', '');
  #word = make('span', 'word');
  #bar = make('span', 'bar');
  #share = make('span', 'number');

  /** @param {string} name */
  constructor(name) {
    this.name = name;
    const head = make('th', '', foreign(shortName(name)));
    head.scope = 'row';
    head.title = name;
    this.#bar.ariaHidden = 'true';
    const expected = make('td', 'number', this.#range, this.#word);
    this.element = make('tr', '', head, this.#value, expected, make('td', 'share', this.#bar, this.#share));
  }

  /** @param {Reading} reading */
  show(reading) {
    const [value, low, high, share] = reading;
    const word = position(reading);
    this.element.classList.toggle('outside', word !== '');
    setText(this.#value, formatValue(this.name, value));
    setText(this.#range, formatRange(this.name, low, high) || '–');
    setText(this.#word, word);
    setText(this.#share, formatShare(share));
    this.#bar.style.setProperty('--level', String(share ?? 0));
  }
}
