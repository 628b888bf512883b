// The charts of the page: the score against its threshold, and one for each feature with the range where it was expected.

import { Chart } from './chart.js';
import { byId, foreign, make, setText } from './dom.js';
import {
  formatRange,
  formatScore,
  formatShare,
  formatTick,
  formatTime,
  formatValue,
  isPercent,
  position,
  shortName,
} from './text.js';

/** @import { HourWindow } from './window.js' */
/** @import { View } from './view.js' */

/**
 * All charts. Features come and go with the samples. One chart is drawn a frame, so that a frame stays short however many there are.
 */
export class Charts {
  /** @type {Map<string, { chart: Chart, card: HTMLElement }>} */
  #features = new Map();
  /** @type {Set<Chart>} */
  #stale = new Set();
  #isDue = false;

  /**
   * @param {HourWindow} data
   * @param {View} view
   */
  constructor(data, view) {
    this.data = data;
    this.view = view;
    this.score = scoreChart(data, view);
  }

  /** Draws everything again, in the frames to come. */
  update() {
    for (const [name, { chart, card }] of this.#features) {
      if (this.data.features.has(name)) this.#stale.add(chart);
      else {
        chart.destroy();
        card.remove();
        this.#features.delete(name);
        this.#stale.delete(chart);
      }
    }
    this.#stale.add(this.score);
    this.#next();
  }

  #next() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#drawOne();
      if (this.#stale.size > 0 || this.#missing() !== undefined) this.#next();
    });
  }

  #drawOne() {
    const name = this.#missing();
    if (name !== undefined) {
      this.#features.set(name, featureChart(name, this.data, this.view));
      return;
    }
    const [chart] = this.#stale;
    this.#stale.delete(chart);
    chart?.draw();
  }

  /** A feature that has no chart yet. */
  #missing() {
    return [...this.data.features.keys()].find((name) => !this.#features.has(name));
  }
}

/**
 * @param {HourWindow} data
 * @param {View} view
 */
function scoreChart(data, view) {
  const root = byId('score-chart');
  return new Chart({
    root,
    name: 'Score and threshold',
    data,
    view,
    lines: [
      { color: '--score', width: 1.25 },
      { color: '--limit', width: 1.5, dash: [6, 4] },
    ],
    columns: () => [data.score, data.threshold],
    range: (low, high) => [Math.min(0, low), Math.max(high, 1) * 1.3],
    wideTicks: scoreTicks,
    tick: formatTick,
    read(index) {
      const i = index ?? data.time.length - 1;
      const [score, threshold] = [data.score[i], data.threshold[i]];
      const word = score != null && threshold != null && score > threshold ? ', above' : '';
      return `${when(data, index)}${formatScore(score)} · threshold ${formatScore(threshold)}${word}`;
    },
    onRead(text, isPointed) {
      setText(byId('score-readout'), text);
      byId('score-readout').classList.toggle('pointed', isPointed);
    },
  });
}

/**
 * @param {string} name
 * @param {HourWindow} data
 * @param {View} view
 */
function featureChart(name, data, view) {
  const readout = make('p', 'readout');
  const root = make('div', 'plot');
  const title = make('h3', '', foreign(shortName(name)));
  title.title = name;
  const card = make('article', 'card', make('header', '', title, readout), root);
  byId('metrics-grid').append(card);
  const chart = new Chart({
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
    read(index) {
      const { value, low, high, share } = data.features.get(name) ?? {
        value: [],
        low: [],
        high: [],
        share: [],
      };
      const i = index ?? data.time.length - 1;
      const range = formatRange(name, low[i], high[i]);
      const word = position([value[i], low[i], high[i], null]);
      const expected = range === '' ? '' : ` · ${word === '' ? 'expected' : `${word} the expected`} ${range}`;
      const part = index === undefined || share[i] == null ? '' : ` · share ${formatShare(share[i])}`;
      return `${when(data, index)}${formatValue(name, value[i])}${expected}${part}`;
    },
    onRead(text, isPointed) {
      setText(readout, text);
      readout.classList.toggle('pointed', isPointed);
    },
  });
  return { chart, card };
}

/**
 * @param {HourWindow} data
 * @param {number | undefined} index
 */
function when(data, index) {
  return index === undefined ? '' : `${formatTime(data.time[index] * 1000)} · `;
}

/**
 * An anomaly may score a thousand times as high as a usual sample, and both must be seen.
 *
 * @param {number} low
 * @param {number} high
 */
function scoreTicks(low, high) {
  const steps = high > 3000 ? [1] : [1, 3];
  const ticks = [0];
  for (let power = high > 10 ? 0 : -1; 10 ** power <= high; power++) {
    for (const step of high > 10 ? steps : [2.5, 5]) ticks.push(step * 10 ** power);
  }
  return [
    ...ticks
      .slice(1)
      .map((tick) => -tick)
      .toReversed(),
    ...ticks,
  ].filter((tick) => tick >= low && tick <= high);
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
