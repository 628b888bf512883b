import { ExporterError } from './errors.js';
import type { WriteFailureReason } from './sink.js';

/** The error that is returned with a reason. Its code is the reason in capitals. */
export function writeError(reason: WriteFailureReason, message: string, cause?: unknown): ExporterError {
  const code = reason.toUpperCase() as Uppercase<WriteFailureReason>;
  return new ExporterError(code, message, cause === undefined ? undefined : { cause });
}
