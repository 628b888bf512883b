/** A place in a chart, in pixels. */
export type Point = readonly [x: number, y: number];

/** Where a chart has its axes, in pixels. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Whether a value has a place in a chart: missing and infinite ones have none, nor those whose differences would overflow. */
export function isDrawable(value: number): boolean {
  return Math.abs(value) <= 1e300;
}

/** A coordinate, to a tenth of a pixel. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A path through the points, without those that are less than half a pixel away from the one before. */
export function pathThrough(points: readonly Point[]): string {
  const kept: Point[] = [];
  points.forEach((point, i) => {
    const before = kept.at(-1);
    const isFar = !before || Math.hypot(point[0] - before[0], point[1] - before[1]) >= 0.5;
    if (isFar || i === points.length - 1) kept.push(point);
  });
  return `M${kept.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}`;
}
