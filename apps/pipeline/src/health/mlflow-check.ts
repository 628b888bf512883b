import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeError } from '../text/describe-error.js';
import type { Check, CheckResult } from './check.js';
import { httpCheck } from './http-check.js';

/** Checks the MLflow server, or that the folder of the embedded store can be written. */
export function mlflowCheck(trackingUri: string): Check {
  if (/^https?:/i.test(trackingUri)) {
    return httpCheck({
      name: 'MLflow',
      url: trackingUri,
      key: 'services.mlflow_tracking_uri',
      path: '/health',
      good: 'the server is healthy',
      advice: 'start the server, or use a folder: MLFLOW_TRACKING_URI=file:./mlruns',
    });
  }
  return { name: 'MLflow', run: () => checkFolder(toPath(trackingUri)) };
}

function toPath(uri: string): string {
  if (uri.startsWith('file://')) return fileURLToPath(uri);
  return resolve(uri.replace(/^file:/, ''));
}

async function checkFolder(folder: string): Promise<CheckResult> {
  try {
    const existing = await nearestExisting(folder);
    await access(existing, constants.W_OK);
    const state = existing === folder ? 'can be written' : 'will be made at the first use';
    return { status: 'ok', detail: `the folder ${folder} ${state}` };
  } catch (error) {
    return {
      status: 'failed',
      detail: describeError(error),
      advice: 'make the folder writable, or set MLFLOW_TRACKING_URI to another one',
    };
  }
}

async function nearestExisting(path: string): Promise<string> {
  try {
    await access(path);
    return path;
  } catch (error) {
    if (dirname(path) === path) throw error;
    return nearestExisting(dirname(path));
  }
}
