// All charts of the page, drawn one per frame, so that a frame stays short however many there are.

import { FeatureChart } from './feature-chart.js';
import { scoreChart } from './score-chart.js';

/** @import { HourWindow } from '../hour-window.js' */
/** @import { View } from '../view.js' */
/** @import { Chart } from './chart.js' */

/** The chart of the score, and one chart for each feature. Features come and go with the samples. */
export class Charts {
  /** @type {Map<string, FeatureChart>} */
  #features = new Map();
  /** Charts that have to be drawn again. @type {Set<Chart>} */
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
    for (const [name, feature] of this.#features) {
      if (this.data.features.has(name)) this.#stale.add(feature.chart);
      else {
        feature.remove();
        this.#features.delete(name);
        this.#stale.delete(feature.chart);
      }
    }
    this.#stale.add(this.score);
    this.#schedule();
  }

  #schedule() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#drawOne();
      if (this.#stale.size > 0 || this.#missing() !== undefined) this.#schedule();
    });
  }

  #drawOne() {
    const name = this.#missing();
    if (name !== undefined) {
      this.#features.set(name, new FeatureChart(name, this.data, this.view));
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
