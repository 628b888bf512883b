// The chart of one feature, with the range where its values were expected.

import { byId, foreign, make, setText } from '../dom.js';
import { formatShare, formatTime } from '../text.js';
import { formatRange, formatTick, formatValue, isPercent, position, shortName } from '../units.js';
import { Chart } from './chart.js';

/** @import { HourWindow } from '../hour-window.js' */
/** @import { View } from '../view.js' */

/** A chart in a card of its own, at the end of the grid of features. */
export class FeatureChart {
  #card;

  /**
   * @param {string} name
   * @param {HourWindow} data
   * @param {View} view
   */
  constructor(name, data, view) {
    const readout = make('p', 'readout');
    const root = make('div', 'plot');
    const title = make('h3', '', foreign(shortName(name)));
    title.title = name;
    this.#card = make('article', 'card', make('header', '', title, readout), root);
    byId('metrics-grid').append(this.#card);
    this.chart = new Chart({
      root,
      name: shortName(name),
      data,
      view,
      lines: [
        { color: '--band-edge', width: 1, bandTo: '--band' },
        { color: '--band-edge', width: 1 },
        { color: '--score', width: 1.25 },
      ],
      columns() {
        const columns = data.features.get(name);
        return [columns?.high ?? [], columns?.low ?? [], columns?.value ?? []];
      },
      range: isPercent(name) ? percentRange : plainRange,
      tick: (value) => formatTick(value, name),
      read: (index) => readFeature(name, data, index),
      onRead(text, isPointed) {
        setText(readout, text);
        readout.classList.toggle('pointed', isPointed);
      },
    });
  }

  remove() {
    this.chart.destroy();
    this.#card.remove();
  }
}

/**
 * @param {string} name
 * @param {HourWindow} data
 * @param {number | undefined} index
 */
function readFeature(name, data, index) {
  const columns = data.features.get(name);
  const i = index ?? data.time.length - 1;
  const [value, low, high] = [columns?.value[i], columns?.low[i], columns?.high[i]];
  const range = formatRange(name, low, high);
  const word = position(value, low, high);
  const expected = range === '' ? '' : ` · ${word === '' ? 'expected' : `${word} the expected`} ${range}`;
  if (index === undefined) return `${formatValue(name, value)}${expected}`;
  const share = columns?.share[i];
  const part = share == null ? '' : ` · share ${formatShare(share)}`;
  return `${formatTime(data.time[i] * 1000)} · ${formatValue(name, value)}${expected}${part}`;
}

/**
 * Ten points at least, so that the noise of a quiet metric does not look like an event.
 *
 * @param {number} low
 * @param {number} high
 * @returns {[number, number]}
 */
function percentRange(low, high) {
  const margin = Math.max((high - low) * 0.08, (10 - (high - low)) / 2);
  const from = Math.max(0, low - margin);
  const to = Math.min(100, high + margin);
  return [Math.max(0, Math.min(from, to - 10)), Math.max(to, from + 10)];
}

/**
 * @param {number} low
 * @param {number} high
 * @returns {[number, number]}
 */
function plainRange(low, high) {
  const margin = Math.max((high - low) * 0.08, Math.abs(high) * 0.02, 1e-9);
  return [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin];
}
