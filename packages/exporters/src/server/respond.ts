import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MetricsSource, Readiness, Route } from './contracts.js';

/** Sent with every answer. A route of the caller may replace them. */
const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

const INDEX = `Anomaly detection

/metrics  metrics for Prometheus
/healthz  200 while the process lives
/readyz   200 while samples are being scored, 503 with the reason otherwise
`;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  readonly allow?: string;
}

const TEXT = 'text/plain; charset=utf-8';
const text = (status: number, body: string): Answer => ({ status, type: TEXT, body: Buffer.from(body) });
const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: Buffer.from(`${JSON.stringify(body)}\n`),
});

/** However many clients there are, the page is rendered 20 times a second at most. A scrape waits this long at most. */
const RENDERING_GAP_MILLISECONDS = 50;

/** Paths that routes of the caller cannot take: probes and scrapers rely on them. */
export const RESERVED_PATHS: readonly string[] = ['/metrics', '/healthz', '/readyz'];

interface ResponderOptions {
  readonly source: MetricsSource;
  readonly routes: ReadonlyMap<string, Route>;
  readonly isReady: () => Readiness;
  readonly onError: (error: unknown) => void;
}

/** Makes the function that answers requests. */
export function createResponder({ source, routes, isReady, onError }: ResponderOptions) {
  const renderPage = shareCalls(async () => Buffer.from(await source.metrics()), RENDERING_GAP_MILLISECONDS);

  async function answer(path: string): Promise<Answer> {
    switch (path) {
      case '/':
        return text(200, INDEX);
      case '/metrics':
        return { status: 200, type: source.contentType, body: await renderPage() };
      case '/healthz':
        return json(200, { status: 'ok' });
      case '/readyz': {
        const { ready, reason } = isReady();
        return json(ready ? 200 : 503, { ready, reason });
      }
      default:
        return text(404, 'not found; / lists what there is\n');
    }
  }

  return async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return send(request, response, {
        ...text(405, 'only GET and HEAD are served here\n'),
        allow: 'GET, HEAD',
      });
    }
    const path = request.url?.split('?', 1)[0] ?? '';
    const route = routes.get(path);
    try {
      if (route) return await route(request, response);
      send(request, response, await answer(path));
    } catch (error) {
      onError(error);
      if (response.headersSent) response.destroy();
      else send(request, response, text(500, 'the answer could not be made\n'));
    }
  };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body, allow }: Answer,
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': body.length,
    ...(allow === undefined ? {} : { Allow: allow }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/**
 * Starts `work` at most once per `gapMilliseconds`. Calls that come while it waits or runs share its result; no call is given a
 * result that was finished before the call.
 */
function shareCalls<Result>(work: () => Promise<Result>, gapMilliseconds: number): () => Promise<Result> {
  let sharedResult: Promise<Result> | undefined;
  let lastStart = Number.NEGATIVE_INFINITY;
  const run = async () => {
    const wait = lastStart + gapMilliseconds - performance.now();
    if (wait > 0) await sleep(wait);
    lastStart = performance.now();
    return work();
  };
  return () => {
    sharedResult ??= run().finally(() => {
      sharedResult = undefined;
    });
    return sharedResult;
  };
}
