import type { Metric } from './runs.js';

/** Whether `a` is a later value than `b`: of a higher step, then of a later time, then higher, as in MLflow. */
export function isLater(a: Metric, b: Metric): boolean {
  if (a.step !== b.step) return a.step > b.step;
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp;
  return a.value > b.value;
}
