// One chart over time: what it shows, how it follows size and pointer, and how it is read by keyboard. uPlot draws it.

import { announce } from '../dom.js';
import uPlot from '../uplot.js';
import { darkTheme, plotOptions, sizeOf } from './plot-options.js';

/** @import { ChartOptions } from './chart-options.js' */

/** All charts point at the same moment. */
const together = uPlot.sync('time');

/** A chart in its element. It draws only while it is near the visible part of the page. */
export class Chart {
  /** @type {ChartOptions} */
  #options;
  /** @type {uPlot} */
  #plot;
  #ended = new AbortController();
  #isSeen = true;
  #isStale = false;
  /** @type {number | undefined} */
  #pointed;

  /** @param {ChartOptions} options */
  constructor(options) {
    this.#options = options;
    const { root, name } = options;
    root.tabIndex = 0;
    root.role = 'group';
    root.ariaRoleDescription = 'chart';
    root.ariaLabel = `${name} over time; arrow keys read it sample by sample`;
    const onCursor = (/** @type {uPlot} */ plot) => this.#onCursor(plot);
    const plot = plotOptions(options, together.key, onCursor);
    this.#plot = new uPlot(plot, [[], ...options.lines.map(() => [])], root);
    this.#listen(root);
    this.draw();
  }

  destroy() {
    this.#ended.abort();
    this.#plot.destroy();
  }

  /** Draws the data now, or as soon as the chart is seen. */
  draw() {
    this.#isStale = !this.#isSeen;
    if (this.#isStale) return;
    const { data, columns } = this.#options;
    const rows = /** @type {uPlot.AlignedData} */ ([data.time, ...columns()]);
    // `batch` applies the data at once, so that positions are right for the next caller.
    this.#plot.batch(() => this.#plot.setData(rows));
    this.#read();
  }

  #read() {
    const { read, onRead } = this.#options;
    onRead(read(this.#pointed), this.#pointed !== undefined);
  }

  /** @param {HTMLElement} root */
  #listen(root) {
    const { signal } = this.#ended;
    const sizes = new ResizeObserver(() => this.#plot.setSize(sizeOf(root)));
    const views = new IntersectionObserver(
      ([{ isIntersecting }]) => {
        this.#isSeen = isIntersecting;
        if (isIntersecting && this.#isStale) this.draw();
      },
      { rootMargin: '200px' },
    );
    for (const observer of [sizes, views]) {
      observer.observe(root);
      signal.addEventListener('abort', () => observer.disconnect());
    }
    darkTheme.addEventListener('change', () => this.#plot.redraw(false), { signal });
    root.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    root.addEventListener('blur', () => this.#point(undefined), { signal });
  }

  /** Arrow keys move from sample to sample and announce each. @param {KeyboardEvent} event */
  #onKey(event) {
    const { data, view, read } = this.#options;
    const last = data.time.length - 1;
    const here = this.#pointed ?? last;
    const targets = /** @type {Record<string, number | undefined>} */ ({
      ArrowLeft: here - 1,
      ArrowRight: here + 1,
      PageUp: here - 60,
      PageDown: here + 60,
      Home: 0,
      End: last,
    });
    const index = targets[event.key];
    if (event.key === 'Escape') this.#point(undefined);
    if (index === undefined || last < 0) return;
    event.preventDefault();
    this.draw();
    const [from, to] = view.range(data.time[0], data.time[last]);
    this.#point(Math.min(Math.max(index, data.nearest(from)), data.nearest(to)));
    announce(read(this.#pointed));
  }

  /** Points all charts at a sample, or at none. @param {number | undefined} index */
  #point(index) {
    const time = index === undefined ? undefined : this.#options.data.time[index];
    for (const plot of together.plots) {
      // A position outside of the chart points at nothing.
      const left = time === undefined ? -10 : Math.max(0, plot.valToPos(time, 'x'));
      plot.setCursor({ left, top: time === undefined ? -10 : 1 });
    }
  }

  /** @param {uPlot} plot */
  #onCursor(plot) {
    const { idx, left = -1 } = plot.cursor;
    const pointed = left < 0 || idx == null ? undefined : idx;
    if (pointed === this.#pointed) return;
    this.#pointed = pointed;
    this.#read();
  }
}
