import { get } from 'node:http';
import { connect } from 'node:net';
import { LivePage, type LivePageOptions } from '@ad/exporters/page';
import { describe, expect, it, onTestFinished } from 'vitest';
import { firingVerdict, normalVerdict } from '../verdicts.js';
import { madeHour, madeVerdict } from './hour.js';
import { servePage } from './open-page.js';
import { type OpenStream, openStream } from './stream.js';

async function serve(options: LivePageOptions = {}) {
  const { live: page, source, server, close } = await servePage(options);
  onTestFinished(close);
  return { page, source, server, events: `${server.url}/live/events` };
}

const second = (i: number) => 1_795_000_000_000 + 1000 * i;
const sample = (i: number, host = 'web-1') => normalVerdict({ timestamp: second(i), host });
const seconds = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => second(from + i));
const names = ({ events }: OpenStream) => events.map(({ name }) => name);

describe('the event stream', () => {
  it('gives all that is kept, then each verdict as it comes', async () => {
    const { page, events } = await serve();
    for (let i = 0; i < 3; i++) page.write(sample(i));
    const stream = await openStream(events);
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    await expect.poll(() => stream.times()).toEqual(seconds(0, 3));
    expect(names(stream)).toEqual(['begin', 'page', 'rows', 'verdict']);
    page.write(firingVerdict({ timestamp: second(3), alertId: 'a', explanation: 'cpu is far above' }));
    await expect.poll(() => stream.times()).toEqual(seconds(0, 4));
    expect(stream.events.find(({ name }) => name === 'alerts')?.data).toMatchObject([{ id: 'a', end: null }]);
    expect(stream.events.at(-1)?.data).toMatchObject({
      state: 'firing',
      since: second(3),
      explanation: 'cpu is far above',
      model: { kind: 'isolation_forest', version: '3' },
    });
  });

  it('tells who waits for the first sample why there is none, and begins with it', async () => {
    let readiness: { ready: boolean; reason?: string } = { ready: false, reason: 'learning what is normal' };
    const { page, events } = await serve({ readiness: () => readiness, heartbeatMilliseconds: 100 });
    const stream = await openStream(events);
    await expect
      .poll(() => stream.events.at(-1)?.data)
      .toEqual({ ready: false, reason: 'learning what is normal', hosts: [] });
    readiness = { ready: true };
    // No verdict yet: a heartbeat brings the news.
    await expect.poll(() => stream.events.at(-1)?.data.ready).toBe(true);
    page.write(sample(0));
    await expect.poll(() => stream.times()).toEqual([second(0)]);
  });

  it('gives one who comes back what was missed, once, by header or by address', async () => {
    const { page, events } = await serve();
    for (let i = 0; i < 5; i++) page.write(sample(i));
    const first = await openStream(events);
    await expect.poll(() => first.times()).toHaveLength(5);
    const { id } = first.events.find(({ name }) => name === 'rows') ?? { id: '' };
    first.close();
    for (let i = 5; i < 8; i++) page.write(sample(i));
    for (const again of [
      await openStream(events, { 'last-event-id': id }),
      await openStream(`${events}?after=${id}`),
    ]) {
      await expect.poll(() => again.times()).toEqual(seconds(5, 8));
      expect(again.events[0]).toMatchObject({ name: 'begin', data: { isResumed: true } });
    }
  });

  it.each(['nonsense', '.3', 'another.3', '../../etc/passwd', 'x'.repeat(2000)])(
    'begins anew for an id that it did not give: %.20s',
    async (id) => {
      const { page, events } = await serve();
      for (let i = 0; i < 5; i++) page.write(sample(i));
      const stream = await openStream(`${events}?after=${encodeURIComponent(id)}`);
      await expect.poll(() => stream.times()).toEqual(seconds(0, 5));
      expect(stream.events[0]).toMatchObject({ name: 'begin', data: { isResumed: false } });
    },
  );

  it('begins anew for one who was away for longer than is kept', async () => {
    const { page, events } = await serve({ maxSamples: 60 });
    page.write(sample(0));
    const first = await openStream(events);
    await expect.poll(() => first.times()).toHaveLength(1);
    const { id } = first.events.find(({ name }) => name === 'rows') ?? { id: '' };
    first.close();
    for (let i = 1; i < 100; i++) page.write(sample(i));
    const again = await openStream(events, { 'last-event-id': id });
    await expect.poll(() => again.times()).toEqual(seconds(40, 100));
    expect(again.events[0].data.isResumed).toBe(false);
  });

  it('keeps an hour, whatever the distance of the samples', async () => {
    const { page, events } = await serve();
    for (let i = 0; i < 500; i++) page.write(sample(15 * i));
    const stream = await openStream(events);
    await expect.poll(() => stream.times()).toHaveLength(241);
    expect(stream.times()[0]).toBe(second(15 * 499) - 3_600_000);
  });

  it('shows one host at a time, and names the others', async () => {
    const { page, events } = await serve();
    page.write(sample(0, 'a'));
    page.write(sample(0, 'b'));
    const streams = await Promise.all(
      ['', '?host=b', '?host=unknown'].map((query) => openStream(events + query)),
    );
    page.write(sample(1, 'b'));
    await expect.poll(() => streams[1].times()).toEqual(seconds(0, 2));
    expect(streams[0].times()).toEqual([second(0)]);
    // Whoever asks for a host that has gone sees the first one.
    expect(streams[2].events.at(-1)?.data.host).toBe('a');
    expect(streams[0].events.find(({ name }) => name === 'page')?.data.hosts).toEqual(['a', 'b']);
  });

  it('refuses a host too many, until one has been silent for an hour', async () => {
    const { page } = await serve({ maxHosts: 2 });
    expect(page.write(sample(0, 'a')).ok).toBe(true);
    expect(page.write(sample(1, 'b')).ok).toBe(true);
    expect(page.write(sample(2, 'c'))).toMatchObject({ ok: false, reason: 'host_limit', dropped: 1 });
    expect(page.write(sample(3601, 'c')).ok).toBe(true);
    expect(page.write(sample(3602, 'a'))).toMatchObject({ ok: true });
  });
});

describe('clients', () => {
  it('are heard from while nothing happens', async () => {
    const { events } = await serve({ heartbeatMilliseconds: 100 });
    const stream = await openStream(events);
    await expect.poll(() => stream.comments).toBeGreaterThan(2);
    stream.close();
  });

  it('get 503 and when to ask again while there are too many', async () => {
    const { page, events } = await serve({ maxClients: 2 });
    const streams = await Promise.all([openStream(events), openStream(events)]);
    const refused = await fetch(events);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('10');
    expect((await fetch(events, { method: 'HEAD' })).status).toBe(503);
    streams[0].close();
    await expect.poll(() => page.clients).toBe(1);
    expect((await openStream(events)).response.statusCode).toBe(200);
  });

  it('that vanish are forgotten', async () => {
    const { page, server } = await serve();
    for (let i = 0; i < 20; i++) {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write('GET /live/events HTTP/1.1\r\nHost: x\r\n\r\n');
      socket.once('data', () => (i % 2 === 0 ? socket.resetAndDestroy() : socket.destroy()));
    }
    await expect.poll(() => page.clients).toBe(0);
    expect(page.write(sample(0)).ok).toBe(true);
  });

  it('that do not read cost nothing but a chunk, and are cut off', async () => {
    const { page, server } = await serve({ heartbeatMilliseconds: 200 });
    for (const verdict of madeHour(second(3600))) page.write(verdict);
    const sockets = Array.from({ length: 50 }, () => {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.pause();
      socket.write('GET /live/events HTTP/1.1\r\nHost: x\r\n\r\n');
      return socket;
    });
    await expect.poll(() => page.clients).toBe(50);
    const before = process.memoryUsage().rss;
    // Ten hours at once: more than any kernel buffers.
    for (let i = 0; i < 36_000; i++) {
      page.write(madeVerdict(second(3600 + i), i));
      if (i % 100 === 0) await new Promise(setImmediate);
    }
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(150);
    await expect.poll(() => page.clients, { timeout: 5000 }).toBe(0);
    for (const socket of sockets) socket.destroy();
  });

  it('that read slowly skip what is no longer kept, and end with the present', async () => {
    const { page, events } = await serve({ maxSamples: 60 });
    page.write(sample(0));
    const stream = await openStream(events);
    await expect.poll(() => stream.times()).toHaveLength(1);
    stream.response.pause();
    for (let i = 1; i <= 30_000; i++) {
      page.write(madeVerdict(second(i), i));
      if (i % 20 === 0) await new Promise(setImmediate);
    }
    stream.response.resume();
    await expect.poll(() => stream.times().at(-1)).toBe(second(30_000));
    const times = stream.times();
    expect(times.length).toBeLessThan(30_000);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  it('are told when the application stops, and do not hold it up', async () => {
    const { page, server, events } = await serve();
    page.write(sample(0));
    const streams = await Promise.all(Array.from({ length: 10 }, () => openStream(events)));
    const before = performance.now();
    await page.close();
    await server.close();
    expect(performance.now() - before).toBeLessThan(500);
    await Promise.all(streams.map(({ ended }) => ended));
    for (const stream of streams) expect(names(stream).at(-1)).toBe('closed');
    expect(page.write(sample(1))).toMatchObject({ ok: false, reason: 'closed' });
  });

  it('a thousand of them on the stream and on /metrics leave the samples their time', async () => {
    const { page, server, source, events } = await serve({ maxClients: 1000 });
    for (const verdict of madeHour(second(600), 600)) page.write(verdict);
    let bytes = 0;
    const streams = await Promise.all(
      Array.from(
        { length: 1000 },
        () =>
          new Promise<() => void>((resolve, reject) => {
            const request = get(events, { agent: false }, (response) => {
              response.on('data', (chunk: Buffer) => {
                bytes += chunk.length;
              });
              response.on('error', () => {});
              resolve(() => request.destroy());
            });
            request.on('error', reject);
          }),
      ),
    );
    expect(page.clients).toBe(1000);
    const before = process.memoryUsage().rss;
    const scrapes = Promise.all(
      Array.from({ length: 100 }, async () => (await fetch(`${server.url}/metrics`)).status),
    );
    const durations: number[] = [];
    for (let i = 0; i < 20; i++) {
      const verdict = madeVerdict(second(600 + i), i);
      const begin = performance.now();
      source.write(verdict);
      page.write(verdict);
      durations.push(performance.now() - begin);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(new Set(await scrapes)).toEqual(new Set([200]));
    durations.sort((a, b) => a - b);
    // A sample waits for none of its readers.
    expect(durations[10]).toBeLessThan(5);
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(300);
    expect(bytes).toBeGreaterThan(1000 * 100_000);
    for (const close of streams) close();
    await expect.poll(() => page.clients, { timeout: 5000 }).toBe(0);
  });
});

describe('options', () => {
  it.each([
    [{ maxClients: 0 }, 'maxClients must be an integer from 1 to 1000, got 0'],
    [{ maxHosts: 1.5 }, 'maxHosts must be an integer from 1 to 256, got 1.5'],
    [{ maxSamples: 10 }, 'maxSamples must be an integer from 60 to 86400, got 10'],
    // The server cuts a connection off that is silent for ten seconds.
    [{ heartbeatMilliseconds: 10_000 }, 'heartbeatMilliseconds must be an integer from 100 to 9000'],
  ])('refuses %o', (options, message) => {
    expect(() => new LivePage(options)).toThrow(message);
  });
});
