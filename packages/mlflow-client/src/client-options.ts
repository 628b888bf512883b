import type { MultipartOptions } from './artifacts/multipart.js';
import type { ArtifactRepositoryFactory } from './artifacts/resolve.js';
import { knownOptions, longestMilliseconds, numberOption } from './check-option.js';
import type { Credentials } from './credentials.js';
import type { MlflowError } from './errors.js';
import type { RetryOptions } from './rest/retry.js';

/** Options of an {@link MlflowClient}; each has a default. */
export interface MlflowClientOptions {
  /** Where runs are kept: `http(s)://host[:port]` of an MLflow server, or a folder. @default 'file:./mlruns' */
  readonly trackingUri?: string;
  /** Where models are registered. Default: `trackingUri`. */
  readonly registryUri?: string;
  /** How to sign in to the servers; also `user:password@` in their URI. */
  readonly credentials?: Credentials;
  /** Longest wait for one attempt of a request. Default 120,000, as in Python. */
  readonly timeoutMilliseconds?: number;
  /** How failed requests are repeated. */
  readonly retry?: RetryOptions;
  /** Storage of artifacts by scheme of its URI, for example `{ s3: (uri) => … }`. */
  readonly artifactRepositories?: Readonly<Record<string, ArtifactRepositoryFactory>>;
  /** When and how large files go to the storage of the server in parts, where it takes them so. */
  readonly multipart?: MultipartOptions;
  /** Told of files in the file store that a search has to leave out because they cannot be read. Default: nobody. */
  readonly onCorrupt?: (error: MlflowError) => void;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
  /** Of `[0, 1)`, for the jitter of repetitions. Default `Math.random`. */
  readonly random?: () => number;
}

/** The options in force: checked, defaults included. */
export interface OptionsInForce extends Required<Omit<MlflowClientOptions, 'credentials'>> {
  readonly credentials: Credentials | undefined;
  readonly retry: Required<RetryOptions>;
  readonly multipart: Required<MultipartOptions>;
}

/** Checks options and fills in the defaults. */
export function checkOptions(options: MlflowClientOptions): OptionsInForce {
  const { trackingUri = 'file:./mlruns', timeoutMilliseconds = 120_000 } = options;
  const { maxRetries = 7, backoffFactor = 2, backoffJitter = 1 } = options.retry ?? {};
  const { minimumBytes = 500 * 2 ** 20, partBytes = 10 * 2 ** 20 } = options.multipart ?? {};
  const checked = {
    trackingUri,
    registryUri: options.registryUri ?? trackingUri,
    credentials: options.credentials,
    timeoutMilliseconds: numberOption('timeoutMilliseconds', timeoutMilliseconds, 1, longestMilliseconds),
    retry: {
      maxRetries: numberOption('retry.maxRetries', maxRetries, 0, 100),
      backoffFactor: numberOption('retry.backoffFactor', backoffFactor, 0, 1000),
      backoffJitter: numberOption('retry.backoffJitter', backoffJitter, 0, 1000),
    },
    artifactRepositories: options.artifactRepositories ?? {},
    multipart: {
      minimumBytes: numberOption('multipart.minimumBytes', minimumBytes, 0, Number.MAX_SAFE_INTEGER),
      partBytes: numberOption('multipart.partBytes', partBytes, 1, 5 * 2 ** 30),
    },
    onCorrupt: options.onCorrupt ?? (() => {}),
    fetch: options.fetch ?? globalThis.fetch,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
  };
  knownOptions(options, checked);
  knownOptions(options.retry ?? {}, checked.retry);
  knownOptions(options.multipart ?? {}, checked.multipart);
  return checked;
}
