// The chart of the score and its threshold.

import { byId, setText } from '../dom.js';
import { formatScore, formatTime } from '../text.js';
import { formatTick } from '../units.js';
import { Chart } from './chart.js';

/** @import { HourWindow } from '../hour-window.js' */
/** @import { View } from '../view.js' */

/**
 * @param {HourWindow} data
 * @param {View} view
 */
export function scoreChart(data, view) {
  const readout = byId('score-readout');
  return new Chart({
    root: byId('score-chart'),
    name: 'Score and threshold',
    data,
    view,
    lines: [
      { color: '--score', width: 1.25 },
      { color: '--limit', width: 1.5, dash: [6, 4] },
    ],
    columns: () => [data.score, data.threshold],
    range: (low, high) => [Math.min(0, low), Math.max(high, 1) * 1.3],
    wideTicks,
    tick: formatTick,
    read(index) {
      const i = index ?? data.time.length - 1;
      const [score, threshold] = [data.score[i], data.threshold[i]];
      const time = index === undefined ? '' : `${formatTime(data.time[index] * 1000)} · `;
      const above = score != null && threshold != null && score > threshold ? ', above' : '';
      return `${time}${formatScore(score)} · threshold ${formatScore(threshold)}${above}`;
    },
    onRead(text, isPointed) {
      setText(readout, text);
      readout.classList.toggle('pointed', isPointed);
    },
  });
}

/**
 * Grid lines of an axis that is logarithmic beyond 1: an anomaly may score a thousand times as high as a normal sample, and both must
 * be visible.
 *
 * @param {number} low
 * @param {number} high
 */
function wideTicks(low, high) {
  const isWide = high > 10;
  const steps = isWide ? (high > 3000 ? [1] : [1, 3]) : [2.5, 5];
  const positive = [];
  for (let power = isWide ? 0 : -1; 10 ** power <= high; power++) {
    for (const step of steps) positive.push(step * 10 ** power);
  }
  const negative = positive.map((tick) => -tick).toReversed();
  return [...negative, 0, ...positive].filter((tick) => tick >= low && tick <= high);
}
