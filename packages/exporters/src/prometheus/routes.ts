import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { MetricsSource, Readiness } from './contracts.js';

const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
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

interface Collaborators {
  readonly source: MetricsSource;
  readonly isReady: () => Readiness;
  readonly onError: (error: unknown) => void;
}

/** Answers one request after another. Holds no state but the rendering that is shared. */
export function createRoutes({ source, isReady, onError }: Collaborators) {
  const page = spaced(async () => Buffer.from(await source.metrics()), RENDERING_GAP_MILLISECONDS);

  async function answer(request: IncomingMessage): Promise<Answer> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return { ...text(405, 'only GET and HEAD are served here\n'), allow: 'GET, HEAD' };
    }
    switch (request.url?.split('?', 1)[0]) {
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
    const { status, type, body, allow } = await answer(request).catch((error: unknown) => {
      onError(error);
      return text(500, 'the answer could not be made\n');
    });
    response.writeHead(status, {
      ...HEADERS,
      'Content-Type': type,
      'Content-Length': body.length,
      ...(allow === undefined ? {} : { Allow: allow }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
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
