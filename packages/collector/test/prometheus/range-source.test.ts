import { describe, expect, it } from 'vitest';
import { type Answer, fakePrometheus, matrix, readRange } from './support/fake-prometheus.js';

describe('a range of Prometheus', () => {
  it('is asked for our own metrics, and becomes samples by time and host', async () => {
    const { url, seen } = await fakePrometheus((asked) =>
      matrix(asked, [
        { labels: { instance: 'b' }, value: (t) => (asked.query.includes('cpu') ? (t % 100) / 2 : 40) },
        {
          labels: { instance: 'a' },
          value: (t) => (asked.query.includes('disk') && t % 10 === 0 ? 'NaN' : 7),
        },
      ]),
    );
    expect(await readRange({ url: `${url}/` })).toEqual([
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
    const { url, seen } = await fakePrometheus((asked) =>
      matrix(asked, [{ labels: { instance: 'a' }, value: (t) => t }]),
    );
    const options = { url, queries: { x: 'x' }, stepSeconds: 0.5, start: new Date(0), end: 20_000_000 };
    const samples = await readRange(options);
    expect(samples).toHaveLength(40_001);
    expect(samples.every(({ timestamp, values }, i) => timestamp === i * 500 && values.x === i / 2)).toBe(
      true,
    );
    expect(seen.map(({ start, end, step }) => (end - start) / step + 1)).toEqual([
      11_000, 11_000, 11_000, 7001,
    ]);
    seen.length = 0;
    expect(await readRange({ ...options, end: 3000, pointsPerRequest: 3 })).toHaveLength(7);
    expect(seen.map(({ start, end }) => [start, end])).toEqual([
      [0, 1],
      [1.5, 2.5],
      [3, 3],
    ]);
  });

  it('leaves a gap where a host has no value at all, and NaN where one is missing', async () => {
    const { url } = await fakePrometheus((asked) =>
      matrix(asked, [
        { labels: {}, value: (t) => (t === 15 ? undefined : t === 30 && asked.query === 'y' ? '+Inf' : 1) },
      ]),
    );
    const samples = await readRange({
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
    const { url } = await fakePrometheus((asked) =>
      matrix(asked, [
        { labels: { node: 'n1', job: 'old' }, value: (t) => (t < 30 ? 1 : undefined) },
        { labels: { node: 'n1', job: 'new' }, value: (t) => (t >= 15 ? (t === 15 ? 1 : 2) : undefined) },
      ]),
    );
    const samples = await readRange({ url, start: 0, end: 30_000, queries: { x: 'x' }, hostLabel: 'node' });
    expect(samples.map(({ host, values }) => [host, values.x])).toEqual([
      ['n1', 1],
      ['n1', 1],
      ['n1', 2],
    ]);
  });

  it('refuses to choose between two values for one host, and says how to make them one', async () => {
    const { url } = await fakePrometheus((asked) =>
      matrix(asked, [
        { labels: { instance: 'a', cpu: '0' }, value: () => 1 },
        { labels: { instance: 'a', cpu: '1' }, value: () => 2 },
      ]),
    );
    const reading = readRange({ url, queries: { cpu_percent: 'node_cpu' } });
    await expect(reading).rejects.toMatchObject({ code: 'ambiguous_series' });
    await expect(reading).rejects.toThrow(
      /2 series for host a, such as .*"cpu":"0".* avg by \(instance\) \(node_cpu\)/,
    );
  });

  it('says which queries gave nothing, and takes an empty range for what it is', async () => {
    const { url } = await fakePrometheus((asked) =>
      matrix(asked, asked.query === 'x' ? [{ labels: { instance: 'a' }, value: () => 1 }] : []),
    );
    const empty: string[] = [];
    const onEmpty = (feature: string, query: string) => empty.push(`${feature}: ${query}`);
    expect(await readRange({ url, queries: { x: 'x', y: 'typo' }, onEmpty })).toHaveLength(2);
    expect(empty).toEqual(['y: typo']);
    expect(await readRange({ url, start: 1000, end: 2000 })).toEqual([]);
  });

  it('ends when its signal aborts: before, between and during requests', async () => {
    const stop = new AbortController();
    const { url, seen } = await fakePrometheus((asked) => {
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
    expect(await readRange(options)).toHaveLength(2);
    expect(await readRange(options)).toEqual([]);
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
    const { url } = await fakePrometheus(() => answer);
    const reading = readRange({ url, queries: { x: 'x' }, timeoutMilliseconds: answer ? 10_000 : 100 });
    await expect(reading).rejects.toMatchObject({ name: 'CollectorError', code });
    await expect(reading).rejects.toThrow(message);
  });

  it('says why nobody is there', async () => {
    const reading = readRange({ url: 'http://127.0.0.1:1' });
    await expect(reading).rejects.toMatchObject({ code: 'unreachable' });
    await expect(reading).rejects.toThrow(/cannot be reached: .*ECONNREFUSED|bad port/);
  });
});
