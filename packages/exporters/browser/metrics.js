// The table of features: value, expected range, share of the score. It says in text what the charts show.

import { byId, foreign, make, setText } from './dom.js';
import { formatShare } from './text.js';
import { formatRange, formatValue, position, shortName } from './units.js';

/** @import { Reading, Row } from './types.js' */

/** The table of features. Its cells stay and only their text changes, so that screen readers keep their place. */
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
  show([value, low, high, share]) {
    const word = position(value, low, high);
    this.element.classList.toggle('outside', word !== '');
    setText(this.#value, formatValue(this.name, value));
    setText(this.#range, formatRange(this.name, low, high) || '–');
    setText(this.#word, word);
    setText(this.#share, formatShare(share));
    this.#bar.style.setProperty('--level', String(share ?? 0));
  }
}
