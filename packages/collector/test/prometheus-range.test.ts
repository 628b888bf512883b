import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type CollectorError,
  type Credentials,
  PrometheusRangeSource,
  type PrometheusRangeSourceOptions,
  type Sample,
} from '../src/index.js';

interface Answer {
  readonly status?: number;
  readonly body: string;
}

interface Seen {
  readonly headers: IncomingMessage['headers'];
  readonly path: string | undefined;
  readonly query: string;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** A server on a free port that answers like Prometheus, as `answer` says; undefined never answers. */
async function prometheus(
  answer: (seen: Seen) => Answer | undefined,
): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server: Server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const number = (name: string) => Number(form.get(name));
    const parsed = {
      query: form.get('query') ?? '',
      start: number('start'),
      end: number('end'),
      step: number('step'),
    };
    const all = { ...parsed, headers: request.headers, path: request.url };
    seen.push(all);
    const said = answer(all);
    if (said) response.writeHead(said.status ?? 200).end(said.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

type Value = (seconds: number) => number | string | undefined;

/** The answer of a query over series, each a function of the time. */
function matrix(
  { start, end, step }: Seen,
  series: readonly { labels: Record<string, string>; value: Value }[],
): Answer {
  const result = series.map(({ labels, value }) => {
    const values: [number, string][] = [];
    for (let i = 0; start + i * step <= end + 1e-6; i++) {
      const at = Math.round((start + i * step) * 1000) / 1000;
      const said = value(at);
      if (said !== undefined) values.push([at, String(said)]);
    }
    return { metric: labels, values };
  });
  return { body: JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }) };
}

async function all(options: Partial<PrometheusRangeSourceOptions> & { url: string }): Promise<Sample[]> {
  const source = new PrometheusRangeSource({
    start: 1_700_000_000_000,
    end: 1_700_000_030_000,
    stepSeconds: 15,
    ...options,
  });
  const samples: Sample[] = [];
  for await (const sample of source) samples.push(sample);
  return samples;
}

describe('a range of Prometheus', () => {
  it('is asked for our own metrics, and becomes samples by time and host', async () => {
    const { url, seen } = await prometheus((asked) =>
      matrix(asked, [
        { labels: { instance: 'b' }, value: (t) => (asked.query.includes('cpu') ? (t % 100) / 2 : 40) },
        {
          labels: { instance: 'a' },
          value: (t) => (asked.query.includes('disk') && t % 10 === 0 ? 'NaN' : 7),
        },
      ]),
    );
    expect(await all({ url: `${url}/` })).toEqual([
      {
        timestamp: 1_700_000_010_000,
        host: 'a',
        values: { cpu_percent: 7, memory_percent: 7, disk_percent: NaN },
      },
      {
        timestamp: 1_700_000_010_000,
        host: 'b',
        values: { cpu_percent: 5, memory_percent: 40, disk_percent: 40 },
      },
      {
        timestamp: 1_700_000_025_000,
        host: 'a',
        values: { cpu_percent: 7, memory_percent: 7, disk_percent: 7 },
      },
      {
        timestamp: 1_700_000_025_000,
        host: 'b',
        values: { cpu_percent: 12.5, memory_percent: 40, disk_percent: 40 },
      },
    ]);
    expect(seen.map(({ query }) => query)).toEqual([
      'system_cpu_usage_percent',
      'system_memory_usage_percent',
      'system_disk_usage_percent',
    ]);
    expect(seen[0]).toMatchObject({
      path: '/api/v1/query_range',
      start: 1_700_000_010,
      end: 1_700_000_025,
      step: 15,
    });
  });

  it('is cut into pages that neither overlap nor leave a moment out', async () => {
    const { url, seen } = await prometheus((asked) =>
      matrix(asked, [{ labels: { instance: 'a' }, value: (t) => t }]),
    );
    const options = { url, queries: { x: 'x' }, stepSeconds: 0.5, start: new Date(0), end: 20_000_000 };
    const samples = await all(options);
    expect(samples).toHaveLength(40_001);
    expect(samples.every(({ timestamp, values }, i) => timestamp === i * 500 && values.x === i / 2)).toBe(
      true,
    );
    expect(seen.map(({ start, end, step }) => (end - start) / step + 1)).toEqual([
      11_000, 11_000, 11_000, 7001,
    ]);
    seen.length = 0;
    expect(await all({ ...options, end: 3000, pointsPerRequest: 3 })).toHaveLength(7);
    expect(seen.map(({ start, end }) => [start, end])).toEqual([
      [0, 1],
      [1.5, 2.5],
      [3, 3],
    ]);
  });

  it('leaves a gap where a host has no value at all, and NaN where one is missing', async () => {
    const { url } = await prometheus((asked) =>
      matrix(asked, [
        { labels: {}, value: (t) => (t === 15 ? undefined : t === 30 && asked.query === 'y' ? '+Inf' : 1) },
      ]),
    );
    const samples = await all({
      url,
      start: 0,
      end: 30_000,
      queries: { x: 'x', y: 'y' },
      host: 'all of them',
    });
    expect(samples).toEqual([
      { timestamp: 0, host: 'all of them', values: { x: 1, y: 1 } },
      { timestamp: 30_000, host: 'all of them', values: { x: 1, y: NaN } },
    ]);
  });

  it('takes the host from the label it is told, and joins series that go on as another', async () => {
    const { url } = await prometheus((asked) =>
      matrix(asked, [
        { labels: { node: 'n1', job: 'old' }, value: (t) => (t < 30 ? 1 : undefined) },
        { labels: { node: 'n1', job: 'new' }, value: (t) => (t >= 15 ? (t === 15 ? 1 : 2) : undefined) },
      ]),
    );
    const samples = await all({ url, start: 0, end: 30_000, queries: { x: 'x' }, hostLabel: 'node' });
    expect(samples.map(({ host, values }) => [host, values.x])).toEqual([
      ['n1', 1],
      ['n1', 1],
      ['n1', 2],
    ]);
  });

  it('refuses to choose between two values for one host, and says how to make them one', async () => {
    const { url } = await prometheus((asked) =>
      matrix(asked, [
        { labels: { instance: 'a', cpu: '0' }, value: () => 1 },
        { labels: { instance: 'a', cpu: '1' }, value: () => 2 },
      ]),
    );
    const reading = all({ url, queries: { cpu_percent: 'node_cpu' } });
    await expect(reading).rejects.toMatchObject({ code: 'ambiguous_series' });
    await expect(reading).rejects.toThrow(
      /2 series for host a, such as .*"cpu":"0".* avg by \(instance\) \(node_cpu\)/,
    );
  });

  it('says which queries gave nothing, and takes an empty range for what it is', async () => {
    const { url } = await prometheus((asked) =>
      matrix(asked, asked.query === 'x' ? [{ labels: { instance: 'a' }, value: () => 1 }] : []),
    );
    const empty: string[] = [];
    const onEmpty = (feature: string, query: string) => empty.push(`${feature}: ${query}`);
    expect(await all({ url, queries: { x: 'x', y: 'typo' }, onEmpty })).toHaveLength(2);
    expect(empty).toEqual(['y: typo']);
    expect(await all({ url, start: 1000, end: 2000 })).toEqual([]);
  });

  it('ends when its signal aborts: before, between and during requests', async () => {
    const stop = new AbortController();
    const { url, seen } = await prometheus((asked) => {
      if (seen.length < 2) return matrix(asked, [{ labels: { instance: 'a' }, value: () => 1 }]);
      stop.abort();
      return undefined;
    });
    const options = {
      url,
      queries: { x: 'x' },
      pointsPerRequest: 2,
      end: 1_700_001_000_000,
      signal: stop.signal,
    };
    expect(await all(options)).toHaveLength(2);
    expect(await all(options)).toEqual([]);
    expect(seen).toHaveLength(2);
  });
});

describe('what goes wrong with Prometheus', () => {
  it.each<[string, Answer | undefined, string, RegExp]>([
    [
      'it refuses the query',
      { status: 400, body: '{"status":"error","errorType":"bad_data","error":"1:5: parse error"}' },
      'http_status',
      /\/api\/v1\/query_range refused the query x with status 400: 1:5: parse error/,
    ],
    [
      'a proxy answers',
      { status: 502, body: '<html><h1>Bad\nGateway</h1></html>' },
      'http_status',
      /502: Bad Gateway$/,
    ],
    ['it says nothing', { status: 500, body: '' }, 'http_status', /500: no reason given$/],
    [
      'it is a login page',
      { body: '<html>Log in</html>' },
      'bad_answer',
      /is the address right\? It said "<html>/,
    ],
    [
      'it is another interface',
      { body: '{"status":"success","data":{"resultType":"vector"}}' },
      'bad_answer',
      /vector/,
    ],
    [
      'it is a broken series',
      { body: '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1]]}]}}' },
      'bad_answer',
      /like Prometheus/,
    ],
    ['it never answers', undefined, 'timeout', /did not answer within 100 ms/],
  ])('is a typed error: %s', async (_, answer, code, message) => {
    const { url } = await prometheus(() => answer);
    const reading = all({ url, queries: { x: 'x' }, timeoutMilliseconds: answer ? 10_000 : 100 });
    await expect(reading).rejects.toMatchObject({ name: 'CollectorError', code });
    await expect(reading).rejects.toThrow(message);
  });

  it('says why nobody is there', async () => {
    const reading = all({ url: 'http://127.0.0.1:1' });
    await expect(reading).rejects.toMatchObject({ code: 'unreachable' });
    await expect(reading).rejects.toThrow(/cannot be reached: .*ECONNREFUSED|bad port/);
  });
});

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
      const { url, seen } = await prometheus(({ headers }) => ({
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
    [{ pointsPerRequest: 11_001 }, 'pointsPerRequest must be a number from 2 to 11000, got 11001'],
    [{ queries: {} }, 'queries must be at least one query, got {}'],
    [{ queries: { x: '' } }, "queries.x must be a PromQL query, got ''"],
  ])('and other options are refused at construction without being shown: %j', (options, message) => {
    const valid = { url: 'http://localhost:9090', start: 0, end: 0, stepSeconds: 1 };
    const make = () => new PrometheusRangeSource({ ...valid, ...options });
    expect(make).toThrow(message);
    expect(make).not.toThrow(/secret/);
  });
});
