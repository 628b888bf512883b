import { describe, expect, test } from 'vitest';
import { MlflowClient } from '../src/client.js';
import type { MlflowClientOptions } from '../src/client-options.js';
import { optionsFromEnvironment } from '../src/environment.js';

describe('options', () => {
  test('come from the standard variables when they are handed in', () => {
    expect(
      optionsFromEnvironment({
        MLFLOW_TRACKING_URI: 'http://x',
        MLFLOW_TRACKING_USERNAME: 'me',
        MLFLOW_TRACKING_PASSWORD: 'p',
        MLFLOW_TRACKING_TOKEN: 't',
        MLFLOW_HTTP_REQUEST_TIMEOUT: '5',
        MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0',
        MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE: '6000000',
      }),
    ).toEqual({
      trackingUri: 'http://x',
      credentials: { username: 'me', password: 'p' },
      timeoutMilliseconds: 5000,
      retry: { maxRetries: 0 },
      multipart: { partBytes: 6_000_000 },
    });
    expect(() => optionsFromEnvironment({ MLFLOW_HTTP_REQUEST_TIMEOUT: 'soon' })).toThrow(
      'MLFLOW_HTTP_REQUEST_TIMEOUT',
    );
  });

  const misspelt: object = { trackingUrl: 'http://x' };
  const misspeltRetry: object = { maxRetry: 3 };
  test.each<[MlflowClientOptions, string]>([
    [{ trackingUri: 'ftp://x' }, 'trackingUri'],
    [{ trackingUri: '' }, 'trackingUri'],
    [{ trackingUri: 'databricks://profile' }, 'trackingUri'],
    [{ timeoutMilliseconds: 0 }, 'timeoutMilliseconds'],
    [{ retry: { maxRetries: -1 } }, 'retry.maxRetries'],
    [{ multipart: { partBytes: 0 } }, 'multipart.partBytes'],
    [misspelt, 'trackingUrl'],
    [{ retry: misspeltRetry }, 'maxRetry'],
  ])('%j is refused by name', (options, name) => {
    expect(() => new MlflowClient(options)).toThrow(name);
  });
});
