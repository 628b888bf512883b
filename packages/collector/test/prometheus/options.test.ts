import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  type CollectorError,
  type Credentials,
  PrometheusRangeSource,
  type PrometheusRangeSourceOptions,
} from '../../src/index.js';
import { fakePrometheus } from './support/fake-prometheus.js';

describe('credentials', () => {
  it.each<[Credentials, string]>([
    [{ bearerToken: 'secret-token' }, 'Bearer secret-token'],
    [
      { username: 'me', password: 'secret: pässword' },
      `Basic ${Buffer.from('me:secret: pässword').toString('base64')}`,
    ],
  ])(
    'are sent, and are never in an error even where the server sends them back',
    async (credentials, header) => {
      const { url, seen } = await fakePrometheus(({ headers }) => ({
        status: 401,
        body: `no: ${headers.authorization}`,
      }));
      const source = new PrometheusRangeSource({ url, start: 0, end: 0, stepSeconds: 1, credentials });
      const error: CollectorError = await (async () => {
        for await (const _ of source);
      })().then(
        () => expect.fail('should be refused'),
        (error) => error,
      );
      expect(seen[0].headers.authorization).toBe(header);
      expect(error.message).toMatch(/status 401: no: (Bearer|Basic) \*\*\*$/);
      const everything = inspect([error, source], { depth: 10, showHidden: true });
      expect(everything).not.toContain('secret');
      expect(everything).not.toContain(header.split(' ')[1]);
    },
  );
});

describe('the options of PrometheusRangeSource', () => {
  it.each<[Partial<PrometheusRangeSourceOptions>, string]>([
    [
      { credentials: { bearerToken: 'secret\n' } },
      'credentials.bearerToken must be a token without spaces and line ends',
    ],
    [
      { credentials: { username: 'secret:', password: '' } },
      'credentials.username must be a name without a colon',
    ],
    [
      { url: 'http://me:secret@here' },
      'url must be an http or https address without user name, password and query',
    ],
    [{ url: 'http://here/?token=secret' }, 'there is the option credentials'],
    [{ url: 'here:9090' }, "there is the option credentials, got 'here:9090'"],
    [{ end: -1 }, 'end must be at or after start, got -1'],
    [{ start: Number.NaN }, 'start must be a Date or milliseconds since 1970, got NaN'],
    [{ stepSeconds: 0 }, 'stepSeconds must be a number from 0.1 to 86400, got 0'],
    [{ pointsPerRequest: 11_001 }, 'pointsPerRequest must be a whole number from 2 to 11000, got 11001'],
    [{ queries: {} }, 'queries must be at least one query, got {}'],
    [{ queries: { x: '' } }, "queries.x must be a PromQL query, got ''"],
  ])('are refused at construction, and secrets in them are not shown: %j', (options, message) => {
    const valid = { url: 'http://localhost:9090', start: 0, end: 0, stepSeconds: 1 };
    const make = () => new PrometheusRangeSource({ ...valid, ...options });
    expect(make).toThrow(message);
    expect(make).not.toThrow(/secret/);
  });
});
