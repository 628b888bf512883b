/** Where a run stands. */
export type RunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';

/** Where a logged model stands: its files are still on their way, all there, or will not come. */
export type LoggedModelStatus = 'PENDING' | 'READY' | 'UPLOAD_FAILED';

/** Whether a version can be used. */
export type ModelVersionStatus = 'PENDING_REGISTRATION' | 'FAILED_REGISTRATION' | 'READY';

// The first two in the order of MLflow's numbers, which begin at 1.
const runStatuses: readonly RunStatus[] = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];
const loggedModelStatuses: readonly LoggedModelStatus[] = ['PENDING', 'READY', 'UPLOAD_FAILED'];
const modelVersionStatuses: readonly ModelVersionStatus[] = [
  'PENDING_REGISTRATION',
  'FAILED_REGISTRATION',
  'READY',
];

/** The status that a store states, as a word or as a number; what it does not state is running, as in MLflow. */
export function runStatusOf(stated: unknown): RunStatus {
  if (typeof stated === 'number') return runStatuses[stated - 1] ?? 'RUNNING';
  return runStatuses.find((status) => status === stated) ?? 'RUNNING';
}

/** The number of a status in a run's `meta.yaml`. */
export function runStatusNumber(status: RunStatus): number {
  return runStatuses.indexOf(status) + 1;
}

/** The status that a store states, as a word or as a number; what it does not state is pending. */
export function loggedModelStatusOf(stated: unknown): LoggedModelStatus {
  if (typeof stated === 'number') return loggedModelStatuses[stated - 1] ?? 'PENDING';
  return loggedModelStatuses.find((status) => loggedModelStatusWord(status) === stated) ?? 'PENDING';
}

/** The number of a status in a logged model's `meta.yaml`. */
export function loggedModelStatusNumber(status: LoggedModelStatus): number {
  return loggedModelStatuses.indexOf(status) + 1;
}

/** The word of a status in a request. */
export function loggedModelStatusWord(status: LoggedModelStatus): string {
  return `LOGGED_MODEL_${status}`;
}

/** The status that a store states; what it does not state is ready, as in MLflow. */
export function modelVersionStatusOf(stated: unknown): ModelVersionStatus {
  return modelVersionStatuses.find((status) => status === stated) ?? 'READY';
}
