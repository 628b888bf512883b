// The table of the last samples. It is updated only while it is open.

import { byId, foreign, make } from './dom.js';
import { formatScore, formatTime, stateWords } from './text.js';
import { formatValue, shortName } from './units.js';

/** @import { Row } from './types.js' */
/** @import { HourWindow } from './hour-window.js' */

const MAX_ROWS = 20;

/** The table of the last samples. New rows are added at the top; the others stay as they are. */
export class Recent {
  /** @type {string[]} */
  #names = [];
  /** Time of the newest row in the table. */
  #shown = 0;

  /** @param {HourWindow} data */
  show({ recent, features }) {
    if (!byId('recent', HTMLDetailsElement).open) return;
    const names = [...features.keys()];
    if (names.join() !== this.#names.join()) this.#begin(names);
    const body = byId('recent-rows');
    for (const row of recent.filter(({ time }) => time > this.#shown)) body.prepend(this.#row(row));
    this.#shown = recent.at(-1)?.time ?? 0;
    while (body.childElementCount > MAX_ROWS) body.lastElementChild?.remove();
  }

  /** @param {string[]} names */
  #begin(names) {
    this.#names = names;
    this.#shown = 0;
    byId('recent-rows').replaceChildren();
    const heads = [
      make('th', '', 'Time'),
      make('th', '', 'State'),
      ...['Score', 'Threshold'].map((title) => make('th', 'number', title)),
      ...names.map((name) => make('th', 'number', foreign(shortName(name)))),
    ];
    for (const head of heads) head.scope = 'col';
    byId('recent-head').replaceChildren(...heads);
  }

  /** @param {Row} row */
  #row({ time, state, isAnomaly, score, threshold, features }) {
    return make(
      'tr',
      isAnomaly ? 'outside' : '',
      make('td', '', formatTime(time)),
      make('td', '', stateWords(state, isAnomaly)),
      make('td', 'number', formatScore(score)),
      make('td', 'number', formatScore(threshold)),
      ...this.#names.map((name) => make('td', 'number', formatValue(name, features[name]?.[0]))),
    );
  }
}
