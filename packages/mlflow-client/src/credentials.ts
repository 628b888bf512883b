import type { MultipartOptions } from './artifacts/multipart.js';
import { MlflowError } from './errors.js';

/** How to sign in: HTTP Basic or a bearer token. */
export type Credentials =
  | { readonly username: string; readonly password: string }
  | { readonly token: string };

/** The environment as a plain object: `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What MLflow's standard variables say: `MLFLOW_TRACKING_URI`, `MLFLOW_REGISTRY_URI`, `MLFLOW_TRACKING_USERNAME` with
 * `MLFLOW_TRACKING_PASSWORD`, `MLFLOW_TRACKING_TOKEN`, `MLFLOW_HTTP_REQUEST_TIMEOUT` (seconds),
 * `MLFLOW_HTTP_REQUEST_MAX_RETRIES`, `…_BACKOFF_FACTOR`, `…_BACKOFF_JITTER`,
 * `MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE` and `MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE` (bytes). Nothing is read unless it is passed in.
 *
 * @example
 * const client = new MlflowClient(optionsFromEnvironment(process.env));
 */
export function optionsFromEnvironment(env: Environment): EnvironmentOptions {
  const text = (name: string) => env[name] || undefined;
  const number = (name: string) => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (Number.isFinite(Number(value))) return Number(value);
    throw new MlflowError('INVALID_OPTION', `${name} must be a number, got ${JSON.stringify(value)}`);
  };
  const seconds = number('MLFLOW_HTTP_REQUEST_TIMEOUT');
  return withoutUndefined({
    trackingUri: text('MLFLOW_TRACKING_URI'),
    registryUri: text('MLFLOW_REGISTRY_URI'),
    credentials: credentialsFrom(env),
    timeoutMilliseconds: seconds === undefined ? undefined : seconds * 1000,
    retry: withoutUndefined({
      maxRetries: number('MLFLOW_HTTP_REQUEST_MAX_RETRIES'),
      backoffFactor: number('MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR'),
      backoffJitter: number('MLFLOW_HTTP_REQUEST_BACKOFF_JITTER'),
    }),
    multipart: withoutUndefined({
      minimumBytes: number('MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE'),
      partBytes: number('MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE'),
    }),
  });
}

/** The part of the client's options that the environment can say. */
export interface EnvironmentOptions {
  readonly trackingUri?: string;
  readonly registryUri?: string;
  readonly credentials?: Credentials;
  readonly timeoutMilliseconds?: number;
  readonly retry?: {
    readonly maxRetries?: number;
    readonly backoffFactor?: number;
    readonly backoffJitter?: number;
  };
  readonly multipart?: MultipartOptions;
}

/** The header that signs in; `Basic` takes any character, as UTF-8. */
export function authorizationHeader(credentials: Credentials): string {
  if ('token' in credentials) return `Bearer ${credentials.token}`;
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
}

/** As in MLflow, a user name goes before a token. */
function credentialsFrom(env: Environment): Credentials | undefined {
  const {
    MLFLOW_TRACKING_USERNAME: username,
    MLFLOW_TRACKING_PASSWORD: password,
    MLFLOW_TRACKING_TOKEN: token,
  } = env;
  if (username && password) return { username, password };
  return token ? { token } : undefined;
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<T>;
}
