import { createServer } from 'node:http';
import { PrometheusExporter, type Route, startMetricsServer } from '@ad/exporters/prometheus';
import { describe, expect, it } from 'vitest';
import { describeListenFailure } from '../../src/server/listen.js';
import { firingVerdict } from '../verdicts.js';
import { ask, start } from './support.js';

describe('the pages', () => {
  it('serves the metrics with the exact content type', async () => {
    const source = new PrometheusExporter({ processMetrics: false });
    source.write(firingVerdict());
    const { url } = await start({ source });
    const { response, body } = await ask(`${url}/metrics?from=prometheus`, {
      headers: { accept: 'application/openmetrics-text; version=1.0.0' },
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toBe(await source.metrics());
    expect(body).toContain('anomaly_detection_anomalies_total 1\n');
  });

  it('serves any registry of prom-client', async () => {
    const { registry } = new PrometheusExporter({ processMetrics: false });
    const { url } = await start({ source: registry });
    expect((await ask(`${url}/metrics`)).body).toBe(await registry.metrics());
  });

  it('is alive while it is not ready, and says why it is not', async () => {
    let readiness: { ready: boolean; reason?: string } = {
      ready: false,
      reason: 'learning the baseline: 12 of 30 s',
    };
    const { url } = await start({ isReady: () => readiness });
    expect((await ask(`${url}/healthz`)).response.statusCode).toBe(200);
    const before = await ask(`${url}/readyz`);
    expect(before.response.statusCode).toBe(503);
    expect(before.response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(before.body)).toEqual(readiness);
    readiness = { ready: true };
    const after = await ask(`${url}/readyz`);
    expect(after.response.statusCode).toBe(200);
    expect(JSON.parse(after.body)).toEqual({ ready: true });
  });

  it('lists its paths at the root, and knows no others', async () => {
    const { url } = await start();
    const index = await ask(url);
    expect(index.response.statusCode).toBe(200);
    for (const path of ['/metrics', '/healthz', '/readyz']) expect(index.body).toContain(path);
    for (const path of ['/metrics/', '/..', '//metrics', '/__proto__', '/%00']) {
      expect((await ask(url, { path })).response.statusCode).toBe(404);
    }
  });

  it('answers HEAD with the headers of GET and no body', async () => {
    const { url } = await start();
    const [head, full] = [await ask(`${url}/metrics`, { method: 'HEAD' }), await ask(`${url}/metrics`)];
    expect(head.response.statusCode).toBe(200);
    expect(head.body).toBe('');
    expect(head.response.headers['content-length']).toBe(full.response.headers['content-length']);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('refuses %s', async (method) => {
    const { url } = await start();
    const { response } = await ask(`${url}/metrics`, { method });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe('GET, HEAD');
  });

  it('sends strict headers with every answer', async () => {
    const { url } = await start();
    for (const path of ['/', '/metrics', '/healthz', '/readyz', '/nowhere']) {
      const { headers } = (await ask(url + path)).response;
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
    }
  });

  it('answers 500 and goes on when a page cannot be rendered', async () => {
    const errors: unknown[] = [];
    const source = { contentType: 'text/plain', metrics: () => Promise.reject(new Error('secret detail')) };
    const { url } = await start({ source, onError: (error) => errors.push(error) });
    const { response, body } = await ask(`${url}/metrics`);
    expect(response.statusCode).toBe(500);
    expect(body).not.toContain('secret');
    expect(errors).toEqual([new Error('secret detail')]);
    expect((await ask(`${url}/healthz`)).response.statusCode).toBe(200);
  });
});

describe('routes of the caller', () => {
  const route =
    (body: string): Route =>
    (_request, response) => {
      response.end(body);
    };

  it('are served beside the pages, with the same strict headers unless they set their own', async () => {
    const routes = new Map<string, Route>([
      ['/', route('mine')],
      [
        '/own',
        (_request, response) => {
          response.setHeader('Cache-Control', 'max-age=60');
          response.end();
        },
      ],
    ]);
    const { url } = await start({ routes });
    const index = await ask(`${url}/?from=somewhere`);
    expect(index.body).toBe('mine');
    expect(index.response.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect((await ask(`${url}/own`)).response.headers['cache-control']).toBe('max-age=60');
    expect((await ask(`${url}/metrics`)).response.statusCode).toBe(200);
    expect((await ask(`${url}/own/`)).response.statusCode).toBe(404);
    expect((await ask(url, { method: 'POST' })).response.statusCode).toBe(405);
  });

  it('that fail are answered with 500, or cut off in the middle of an answer', async () => {
    const errors: unknown[] = [];
    const routes = new Map<string, Route>([
      ['/fails', () => Promise.reject(new Error('secret detail'))],
      [
        '/breaks',
        async (_request, response) => {
          response.write('begun');
          throw new Error('in the middle');
        },
      ],
    ]);
    const { url } = await start({ routes, onError: (error) => errors.push(error) });
    const failed = await ask(`${url}/fails`);
    expect(failed.response.statusCode).toBe(500);
    expect(failed.body).not.toContain('secret');
    await expect(ask(`${url}/breaks`)).rejects.toThrow(/aborted|reset|hang up/);
    expect(errors).toEqual([new Error('secret detail'), new Error('in the middle')]);
  });

  it.each(['/metrics', '/healthz', '/readyz', 'relative'])('cannot be at %s', async (path) => {
    await expect(start({ routes: new Map([[path, route('')]]) })).rejects.toThrow(
      `routes must have paths that begin with / and are none of /metrics, /healthz, /readyz, got "${path}"`,
    );
  });
});

describe('listening', () => {
  it('reports a port in use as data, and names it', async () => {
    const { port } = await start();
    const second = await startMetricsServer({
      source: new PrometheusExporter({ processMetrics: false }),
      host: '127.0.0.1',
      port,
    });
    expect(second).toMatchObject({ ok: false, reason: 'port_in_use', error: { code: 'EADDRINUSE' } });
    expect(!second.ok && second.message).toContain(`127.0.0.1:${port}`);
  });

  it('frees its port on close', async () => {
    const { port, close } = await start();
    await close();
    expect((await start({ port })).port).toBe(port);
  });

  it('reports an address of another machine', async () => {
    const source = new PrometheusExporter({ processMetrics: false });
    expect(await startMetricsServer({ source, host: '192.0.2.1', port: 0 })).toMatchObject({
      ok: false,
      reason: 'address',
    });
  });

  it.each([
    ['EACCES', 'permission'],
    ['ENOTFOUND', 'address'],
    ['EMFILE', 'failed'],
  ])('takes %s for %s', (code, reason) => {
    const error = Object.assign(new Error(`listen ${code}`), { code });
    expect(describeListenFailure(error, '::1', 80)).toMatchObject({
      reason,
      message: expect.stringContaining('[::1]:80'),
    });
  });

  it('throws on a port that cannot be one', async () => {
    await expect(start({ port: 65_536 })).rejects.toThrow(
      'port must be an integer from 0 to 65535, got 65536',
    );
    await expect(start({ maxConnections: 0 })).rejects.toThrow('maxConnections must be an integer');
  });

  it('has a URL that opens when it listens on every address', async () => {
    const { url } = await start({ host: '0.0.0.0' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await ask(`${url}/healthz`)).response.statusCode).toBe(200);
  });

  it('speaks IPv6 where the machine does', async (context) => {
    const probe = createServer();
    const available = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false)).listen({ host: '::1', port: 0 }, () => resolve(true));
    });
    probe.close();
    if (!available) return context.skip('this machine has no IPv6');
    const { url, port } = await start({ host: '::1' });
    expect(url).toBe(`http://[::1]:${port}`);
    expect((await ask(`${url}/healthz`)).response.statusCode).toBe(200);
  });
});
