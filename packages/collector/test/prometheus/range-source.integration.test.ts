import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { PrometheusRangeSource, type PrometheusRangeSourceOptions, type Sample } from '../../src/index.js';

// The Prometheus of `node scripts/services.mjs up`, which scrapes itself and localhost:8000 every second.
const url = `http://127.0.0.1:${9090 + Number(process.env.SERVICES_PORT_OFFSET ?? '0')}`;

async function all(options: Omit<PrometheusRangeSourceOptions, 'url'>): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const sample of new PrometheusRangeSource({ url, ...options })) samples.push(sample);
  return samples;
}

describe('a real Prometheus', () => {
  it('gives back what the detector exposes, under the names of features', async () => {
    const page = createServer((_, response) => {
      const cpu = Math.floor(Date.now() / 1000) % 100;
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(`system_cpu_usage_percent ${cpu}\nsystem_memory_usage_percent 40.5\n`);
    });
    await new Promise<void>((resolve) => page.listen(8000, '127.0.0.1', resolve));
    const start = Date.now();
    const empty: string[] = [];
    try {
      const read = () => {
        empty.length = 0;
        return all({ start, end: Date.now(), stepSeconds: 1, onEmpty: (feature) => empty.push(feature) });
      };
      await expect
        .poll(async () => (await read()).length, { timeout: 30_000, interval: 500 })
        .toBeGreaterThan(3);
      const samples = await read();
      const { timestamp, host, values } = samples.at(-1) ?? expect.fail('no sample');
      expect(host).toBe('localhost:8000');
      expect(timestamp % 1000).toBe(0);
      expect(Object.keys(values)).toEqual(['cpu_percent', 'memory_percent', 'disk_percent']);
      // A value is at most a scrape older than its moment, and so is the scrape.
      expect((timestamp / 1000 - values.cpu_percent + 100) % 100).toBeLessThanOrEqual(3);
      expect(values.disk_percent).toBeNaN();
      expect(empty).toEqual(['disk_percent']);
    } finally {
      page.closeAllConnections();
      await new Promise((resolve) => page.close(resolve));
      // Prometheus notes that the target is gone.
      await sleep(1500);
    }
  });

  it('is asked for a day of seconds in pages that it does not refuse, and nothing is lost between them', async () => {
    const start = Date.UTC(2026, 0, 31);
    const queries = {
      seconds: 'time()',
      minutes: 'label_replace(vector(time() / 60), "instance", "a", "", "")',
    };
    const samples = await all({ start, end: start + 86_399_000, stepSeconds: 1, queries, host: 'a' });
    expect(samples).toHaveLength(86_400);
    const isRight = ({ timestamp, values }: Sample, i: number) =>
      timestamp === start + i * 1000 &&
      values.seconds === timestamp / 1000 &&
      Math.abs(values.minutes * 60_000 - timestamp) < 1;
    expect(samples.findIndex((sample, i) => !isRight(sample, i))).toBe(-1);

    const inOne = new URLSearchParams({ query: 'time()', start: '0', end: '11001', step: '1' });
    const refused = await fetch(`${url}/api/v1/query_range`, { method: 'POST', body: inOne });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('11,000')]);
  });

  it('takes steps that are no whole seconds', async () => {
    const samples = await all({ start: 100, end: 1000, stepSeconds: 0.3, queries: { t: 'time()' } });
    expect(samples.map(({ timestamp, values }) => [timestamp, values.t])).toEqual([
      [300, 0.3],
      [600, 0.6],
      [900, 0.9],
    ]);
  });

  it('says what is wrong with a query, and how to make one series of several', async () => {
    const options = { start: Date.now() - 10_000, end: Date.now(), stepSeconds: 1 };
    const refused = all({ ...options, queries: { cpu_percent: 'rate(' } });
    await expect(refused).rejects.toMatchObject({ code: 'http_status' });
    await expect(refused).rejects.toThrow(/refused the query rate\( with status 400: .*parse error/);
    const handlers = all({ ...options, queries: { requests: 'prometheus_http_requests_total' } });
    await expect(handlers).rejects.toMatchObject({ code: 'ambiguous_series' });
    const sum = 'sum by (instance) (prometheus_http_requests_total)';
    expect((await all({ ...options, queries: { requests: sum } })).length).toBeGreaterThan(0);
  });
});
