import type { ModelVersionStatus } from './entities.js';

const statuses: readonly ModelVersionStatus[] = ['PENDING_REGISTRATION', 'FAILED_REGISTRATION', 'READY'];

/** The status a store says; what it does not say is ready, as in MLflow. */
export function modelVersionStatusOf(stated: unknown): ModelVersionStatus {
  return statuses.find((status) => status === stated) ?? 'READY';
}
