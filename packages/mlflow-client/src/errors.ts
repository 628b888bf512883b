/**
 * What went wrong. MLflow's own error codes, as its server and both stores here use them, and after them those of this package:
 *
 * - `INVALID_OPTION`: an option broke its rule
 * - `UNREACHABLE`: the server could not be reached, or the connection broke; `cause` says why
 * - `TIMEOUT`: one attempt took longer than `timeoutMilliseconds`
 * - `UNEXPECTED_RESPONSE`: the answer is not one of an MLflow server
 * - `CORRUPT_FILE`: a file of the file store or of a model cannot be read as what it should be
 * - `UNSUPPORTED_URI`: no artifact repository knows this scheme
 */
export type MlflowErrorCode =
  | 'RESOURCE_DOES_NOT_EXIST'
  | 'RESOURCE_ALREADY_EXISTS'
  | 'INVALID_PARAMETER_VALUE'
  | 'INVALID_STATE'
  | 'BAD_REQUEST'
  | 'PERMISSION_DENIED'
  | 'UNAUTHENTICATED'
  | 'ENDPOINT_NOT_FOUND'
  | 'RESOURCE_CONFLICT'
  | 'REQUEST_LIMIT_EXCEEDED'
  | 'TEMPORARILY_UNAVAILABLE'
  | 'INTERNAL_ERROR'
  | 'NOT_IMPLEMENTED'
  | 'INVALID_OPTION'
  | 'UNREACHABLE'
  | 'TIMEOUT'
  | 'UNEXPECTED_RESPONSE'
  | 'CORRUPT_FILE'
  | 'UNSUPPORTED_URI';

/** The one error class of this package. Decide by `code`: the HTTP status of an MLflow error is unreliable. */
export class MlflowError extends Error {
  override readonly name = 'MlflowError';
  readonly code: MlflowErrorCode;
  /** HTTP status, when a server answered. */
  readonly status: number | undefined;

  constructor(code: MlflowErrorCode, message: string, options: ErrorOptions & { status?: number } = {}) {
    super(message, options);
    this.code = code;
    this.status = options.status;
  }
}

/** True for an {@link MlflowError} with this code. */
export function isMlflowError(error: unknown, code: MlflowErrorCode): error is MlflowError {
  return error instanceof MlflowError && error.code === code;
}
