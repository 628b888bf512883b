import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { MetricsSource, Readiness, Route } from './contracts.js';

/** Sent with every answer; a route of the caller's may set its own in their place. */
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

/** A crowd of clients costs at most 20 renderings a second; a scrape right after another one waits this long at most. */
const RENDERING_GAP_MILLISECONDS = 50;

/** Paths that are always what they are: probes and scrapers rely on them. */
export const RESERVED_PATHS: readonly string[] = ['/metrics', '/healthz', '/readyz'];

interface Collaborators {
  readonly source: MetricsSource;
  readonly routes: ReadonlyMap<string, Route>;
  readonly isReady: () => Readiness;
  readonly onError: (error: unknown) => void;
}

/** Answers one request after another. Holds no state but the rendering that is shared. */
export function createRoutes({ source, routes, isReady, onError }: Collaborators) {
  const page = spaced(async () => Buffer.from(await source.metrics()), RENDERING_GAP_MILLISECONDS);

  async function answer(path: string): Promise<Answer> {
    switch (path) {
      case '/':
        return text(200, INDEX);
      case '/metrics':
        return { status: 200, type: source.contentType, body: await page() };
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
 * Starts `work` at most once per `gapMilliseconds`, for all who ask while it waits or runs. A lone asker does not
 * wait; a crowd shares results, and nobody is given one that was finished before they asked.
 */
function spaced<Result>(work: () => Promise<Result>, gapMilliseconds: number): () => Promise<Result> {
  let sharedResult: Promise<Result> | undefined;
  let lastStart = Number.NEGATIVE_INFINITY;
  const run = async () => {
    const wait = lastStart + gapMilliseconds - performance.now();
    if (wait > 0) await setTimeout(wait);
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
