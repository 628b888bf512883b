import { isDrawn, redraw, type Terminal } from './terminal.js';

/** A line that tells how far work has come; only on a terminal. */
export interface ProgressLine {
  show(text: string): void;
  clear(): void;
}

const redrawMilliseconds = 100;

/** Redraws at most ten times a second, however often it is told to. */
export function progressLine(terminal: Terminal): ProgressLine {
  if (!isDrawn(terminal)) return { show: () => {}, clear: () => {} };
  let next = 0;
  let isShown = false;
  return {
    show(text) {
      const now = performance.now();
      if (now < next) return;
      next = now + redrawMilliseconds;
      isShown = true;
      redraw(terminal, text);
    },
    clear() {
      if (isShown) redraw(terminal, '');
      isShown = false;
    },
  };
}
