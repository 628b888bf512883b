import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { PrometheusExporter } from '@ad/exporters/prometheus';
import { describe, expect, it } from 'vitest';
import { firingVerdict } from '../verdicts.js';
import { ask, start } from './support.js';

const until = (socket: Socket, event: string) =>
  new Promise<void>((resolve) => socket.once(event, () => resolve()));

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
