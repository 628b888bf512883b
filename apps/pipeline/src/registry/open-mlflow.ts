import type { ConfigSecrets } from '@ad/config';
import { type Credentials, MlflowClient } from '@ad/mlflow-client';
import type { LoadedConfiguration } from '../command-line/configuration.js';

/** An answer that takes longer is none: nobody waits for MLflow, and what it did not take is tried again. */
const timeoutMilliseconds = 30_000;

/** The client of the configured MLflow server or folder. */
export function openMlflow({
  config,
  secrets,
}: Pick<LoadedConfiguration, 'config' | 'secrets'>): MlflowClient {
  const credentials = credentialsOf(secrets);
  return new MlflowClient({
    trackingUri: config.services.mlflow_tracking_uri,
    timeoutMilliseconds,
    retry: { maxRetries: 1, backoffFactor: 1 },
    ...(credentials && { credentials }),
  });
}

function credentialsOf({ mlflow }: ConfigSecrets): Credentials | undefined {
  if (mlflow === null) return undefined;
  if ('token' in mlflow) return { token: mlflow.token.reveal() };
  return { username: mlflow.username.reveal(), password: mlflow.password.reveal() };
}
