import type { RunStatus } from './entities.js';

/** In the order of MLflow's numbers, which begin at 1. */
const statuses: readonly RunStatus[] = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];

/** The status a store says, as a word or as a number; what it does not say is running, as in MLflow. */
export function runStatusOf(stated: unknown): RunStatus {
  if (typeof stated === 'number') return statuses[stated - 1] ?? 'RUNNING';
  return statuses.find((status) => status === stated) ?? 'RUNNING';
}

/** The number of a status in a run's `meta.yaml`. */
export function runStatusNumber(status: RunStatus): number {
  return statuses.indexOf(status) + 1;
}
