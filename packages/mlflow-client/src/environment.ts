import { invalidOption } from './check-option.js';
import type { MlflowClientOptions } from './client-options.js';
import type { Credentials } from './credentials.js';

/**
 * What MLflow's standard variables say: `MLFLOW_TRACKING_URI`, `MLFLOW_REGISTRY_URI`, `MLFLOW_TRACKING_USERNAME` with
 * `MLFLOW_TRACKING_PASSWORD`, `MLFLOW_TRACKING_TOKEN`, `MLFLOW_HTTP_REQUEST_TIMEOUT` (seconds),
 * `MLFLOW_HTTP_REQUEST_MAX_RETRIES`, `MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR`, `MLFLOW_HTTP_REQUEST_BACKOFF_JITTER`,
 * `MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE` and `MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE` (bytes). Nothing is read unless it is passed in.
 *
 * @example
 * const client = new MlflowClient(optionsFromEnvironment(process.env));
 */
export function optionsFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): MlflowClientOptions {
  const text = (name: string) => env[name] || undefined;
  const number = (name: string) => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (Number.isFinite(Number(value))) return Number(value);
    throw invalidOption(name, 'be a number', value);
  };
  const seconds = number('MLFLOW_HTTP_REQUEST_TIMEOUT');
  return withoutUndefined({
    trackingUri: text('MLFLOW_TRACKING_URI'),
    registryUri: text('MLFLOW_REGISTRY_URI'),
    credentials: credentialsFrom(text),
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

/** As in MLflow, a user name goes before a token. */
function credentialsFrom(text: (name: string) => string | undefined): Credentials | undefined {
  const username = text('MLFLOW_TRACKING_USERNAME');
  const password = text('MLFLOW_TRACKING_PASSWORD');
  const token = text('MLFLOW_TRACKING_TOKEN');
  if (username && password) return { username, password };
  return token ? { token } : undefined;
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<T>;
}
