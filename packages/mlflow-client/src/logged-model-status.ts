import type { LoggedModelStatus } from './entities.js';

/** In the order of MLflow's numbers, which begin at 1. */
const statuses: readonly LoggedModelStatus[] = ['PENDING', 'READY', 'UPLOAD_FAILED'];

const prefix = 'LOGGED_MODEL_';

/** The status a store says, as a word or as a number; what it does not say is pending. */
export function loggedModelStatusOf(stated: unknown): LoggedModelStatus {
  if (typeof stated === 'number') return statuses[stated - 1] ?? 'PENDING';
  return statuses.find((status) => `${prefix}${status}` === stated) ?? 'PENDING';
}

/** The number of a status in a `meta.yaml`. */
export function loggedModelStatusNumber(status: LoggedModelStatus): number {
  return statuses.indexOf(status) + 1;
}

/** The word of a status in a request. */
export function loggedModelStatusWord(status: LoggedModelStatus): string {
  return `${prefix}${status}`;
}
