import type { HourWindow } from '../hour-window.js';
import type { View } from '../view.js';

export interface Line {
  /** Name of a CSS variable. */
  color: string;
  width: number;
  dash?: number[];
  /** Name of a CSS variable: fills the space down to the next line. */
  bandTo?: string;
}

export interface ChartOptions {
  root: HTMLElement;
  name: string;
  data: HourWindow;
  view: View;
  lines: readonly Line[];
  /** Values of each line. */
  columns(): (number | null)[][];
  /** Range of the axis, given the lowest and highest value shown. */
  range(low: number, high: number): [number, number];
  /** Makes the axis logarithmic beyond 1. Returns the values with a grid line. */
  wideTicks?(low: number, high: number): number[];
  /** Text of a value on the axis. */
  tick(value: number): string;
  /** Text of a sample; of the latest for `undefined`. */
  read(index: number | undefined): string;
  onRead(text: string, isPointed: boolean): void;
}
