import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { PrometheusRangeSource, type PrometheusRangeSourceOptions, type Sample } from '../../../src/index.js';

/** What the fake server answers; the status is 200 by default. */
export interface Answer {
  readonly status?: number;
  readonly body: string;
}

/** A request that it got. */
export interface Seen {
  readonly headers: IncomingMessage['headers'];
  readonly path: string | undefined;
  readonly query: string;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** A server on a free port that answers like Prometheus, as `answer` says; undefined never answers. */
export async function fakePrometheus(
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
export function matrix(
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

/** Reads a range of 30 s, unless the options name another, to its end. */
export async function readRange(
  options: Partial<PrometheusRangeSourceOptions> & { url: string },
): Promise<Sample[]> {
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
