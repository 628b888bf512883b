import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MlflowClient } from '../src/client.js';
import { describeStore } from './conformance/describe-store.js';

describeStore('the file store', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mlflow file store ü-'));
  return new MlflowClient({ trackingUri: `file:${join(folder, 'mlruns')}` });
});
