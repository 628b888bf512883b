import { MlflowError } from '../errors.js';

/** How failed requests are repeated. The defaults are those of MLflow's Python client. */
export interface RetryOptions {
  /** Repetitions after the first attempt. Default 7. */
  readonly maxRetries?: number;
  /** The n-th repetition waits `backoffFactor * 2^(n - 1)` seconds, the first one nothing. Default 2. */
  readonly backoffFactor?: number;
  /** Up to this many random seconds are added. Default 1. */
  readonly backoffJitter?: number;
}

/** Longest wait between two attempts, in milliseconds, whatever the server asks for. */
const longestDelay = 120_000;

const transientStatuses = new Set([408, 429, 500, 502, 503, 504]);
const transientCodes = new Set([
  'INTERNAL_ERROR',
  'TEMPORARILY_UNAVAILABLE',
  'REQUEST_LIMIT_EXCEEDED',
  'UNREACHABLE',
  'TIMEOUT',
]);

/**
 * Whether trying again may help. MLflow answers some final decisions (`INVALID_STATE`) with status 500, so the code
 * counts as well as the status.
 */
export function isTransient(error: unknown): error is MlflowError {
  if (!(error instanceof MlflowError) || !transientCodes.has(error.code)) return false;
  return error.status === undefined || transientStatuses.has(error.status);
}

/** Milliseconds before repetition `attempt`, counted from 1. */
export function retryDelay(
  attempt: number,
  { backoffFactor, backoffJitter }: Required<RetryOptions>,
  random: () => number,
): number {
  const backoff = attempt <= 1 ? 0 : backoffFactor * 2 ** (attempt - 1);
  return Math.min(longestDelay, (backoff + random() * backoffJitter) * 1000);
}

/** Milliseconds that a `Retry-After` header asks for: seconds or a date. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const delay = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
  return Number.isNaN(delay) ? undefined : Math.min(longestDelay, Math.max(0, delay));
}
