import { MlflowClient } from '../src/client.js';
import { describeStore } from './conformance.js';
import { serverUri } from './server.js';

// A server that is missing is a failure at once, not after minutes of patience.
const retry = { maxRetries: 2, backoffFactor: 0.1, backoffJitter: 0.1 };

describeStore('a real MLflow server', async () => new MlflowClient({ trackingUri: serverUri, retry }));
