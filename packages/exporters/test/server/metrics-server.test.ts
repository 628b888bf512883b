import {
  Agent,
  createServer,
  get,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  type MetricsServer,
  type MetricsServerOptions,
  PrometheusExporter,
  type Route,
  startMetricsServer,
} from '@ad/exporters/prometheus';
import { afterEach, describe, expect, it } from 'vitest';
import { describeListenFailure } from '../../src/server/listen.js';
import { firingVerdict } from '../verdicts.js';

const started: MetricsServer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.close()));
});

async function start(options: Partial<MetricsServerOptions> = {}): Promise<MetricsServer> {
  const source = options.source ?? new PrometheusExporter({ processMetrics: false });
  const result = await startMetricsServer({ source, host: '127.0.0.1', port: 0, ...options });
  if (!result.ok) throw result.error;
  started.push(result.server);
  return result.server;
}

function ask(
  url: string,
  options: RequestOptions = {},
): Promise<{ response: IncomingMessage; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent: false, ...options }, (response) => {
      text(response).then((body) => resolve({ response, body }), reject);
    });
    request.on('error', reject);
    request.end();
  });
}

const until = (socket: Socket, event: string) =>
  new Promise<void>((resolve) => socket.once(event, () => resolve()));

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

describe('under load', () => {
  it('answers a thousand clients at once with at most twenty renderings a second', async () => {
    const exporter = new PrometheusExporter({ processMetrics: false });
    exporter.write(firingVerdict());
    let renderings = 0;
    const source = {
      contentType: exporter.contentType,
      metrics: () => {
        renderings += 1;
        return exporter.metrics();
      },
    };
    const { url } = await start({ source });
    const begin = performance.now();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => ask(`${url}/metrics`)));
    expect(new Set(answers.map(({ response }) => response.statusCode))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(renderings).toBeLessThanOrEqual((performance.now() - begin) / 50 + 1);
  });

  it('renders again for a request that comes after the answer', async () => {
    const exporter = new PrometheusExporter({ processMetrics: false });
    const { url } = await start({ source: exporter });
    const before = (await ask(`${url}/metrics`)).body;
    exporter.write(firingVerdict());
    expect((await ask(`${url}/metrics`)).body).not.toBe(before);
  });

  it('goes on serving while a client does not read its answer', async () => {
    const body = 'x'.repeat(8 * 1024 * 1024);
    const { url, port } = await start({ source: { contentType: 'text/plain', metrics: async () => body } });
    const slow = connect(port, '127.0.0.1');
    slow.on('error', () => {});
    slow.pause();
    slow.write('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
    expect((await ask(`${url}/healthz`)).response.statusCode).toBe(200);
    expect((await ask(`${url}/metrics`)).body.length).toBe(body.length);
    slow.destroy();
  });

  it('refuses connections beyond its limit and recovers', async () => {
    const { url, port } = await start({ maxConnections: 2 });
    const held = await Promise.all(
      Array.from({ length: 2 }, async () => {
        const socket = connect(port, '127.0.0.1');
        await until(socket, 'connect');
        return socket;
      }),
    );
    await expect(ask(`${url}/healthz`)).rejects.toThrow();
    for (const socket of held) socket.destroy();
    await expect
      .poll(() =>
        ask(`${url}/healthz`).then(
          ({ response }) => response.statusCode,
          () => 0,
        ),
      )
      .toBe(200);
  });

  it('refuses headers that are too large', async () => {
    const { url } = await start();
    const { response } = await ask(`${url}/metrics`, { headers: { 'x-large': 'x'.repeat(20_000) } });
    expect(response.statusCode).toBe(431);
  });
});

describe('closing', () => {
  it('ends idle keep-alive connections at once, and those that never asked anything', async () => {
    const { url, port, close } = await start();
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      get(`${url}/metrics`, { agent }, (response) => text(response).then(() => resolve(), reject)).on(
        'error',
        reject,
      );
    });
    const silent = connect(port, '127.0.0.1');
    silent.on('error', () => {});
    await until(silent, 'connect');
    const ended = until(silent, 'close');
    const before = performance.now();
    await close();
    expect(performance.now() - before).toBeLessThan(500);
    await ended;
    agent.destroy();
  });

  it('lets an answer under way finish', async () => {
    let finish = (_page: string) => {};
    const page = new Promise<string>((resolve) => {
      finish = resolve;
    });
    let asked = () => {};
    const rendering = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const metrics = () => {
      asked();
      return page;
    };
    const { url, close } = await start({ source: { contentType: 'text/plain', metrics } });
    const answer = ask(`${url}/metrics`);
    await rendering;
    const closed = close();
    finish('done\n');
    expect((await answer).body).toBe('done\n');
    await closed;
  });

  it('does not wait for an answer that never ends', async () => {
    const { url, close } = await start({
      source: { contentType: 'text/plain', metrics: () => new Promise(() => {}) },
    });
    const answer = ask(`${url}/metrics`).catch((error: Error) => error.message);
    await ask(`${url}/healthz`);
    await close();
    expect(await answer).toMatch(/hang up|reset/);
  });
});
