import { createServer, type Server } from 'node:http';
import { asError, ExporterError } from '../errors.js';
import { integerOption } from '../options.js';
import type { MetricsSource, Readiness, Route } from './contracts.js';
import {
  authority,
  describeListenFailure,
  type ListenFailureReason,
  listen,
  reachableHost,
} from './listen.js';
import { createResponder, RESERVED_PATHS } from './respond.js';

/** Options of {@link startMetricsServer}. */
export interface MetricsServerOptions {
  /** What `/metrics` shows: a `PrometheusExporter`, or any registry of prom-client. */
  readonly source: MetricsSource;
  /** Address to listen on; `127.0.0.1` keeps it to this machine. @default '0.0.0.0' */
  readonly host?: string;
  /** 0 takes a free port. @default 8000 */
  readonly port?: number;
  /** Further routes by exact path, e.g. those of a `LivePage`. A route at `/` replaces the index. @default none */
  readonly routes?: ReadonlyMap<string, Route>;
  /** Called for `/readyz`. @default always ready */
  readonly isReady?: () => Readiness;
  /** Connections held at once; more are refused. @default 1024 */
  readonly maxConnections?: number;
  /** Called when a page could not be rendered (answered with 500), and with errors of the socket. @default ignored */
  readonly onError?: (error: unknown) => void;
}

/** A server that is listening. */
export interface MetricsServer {
  readonly port: number;
  /** Where a client on this machine finds it, e.g. `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Stops listening, lets running answers finish for a second at most, and ends all connections. A second call joins the first. */
  close(): Promise<void>;
}

/** The server, or why it could not listen. */
export type MetricsServerResult =
  | { readonly ok: true; readonly server: MetricsServer }
  | {
      readonly ok: false;
      readonly reason: ListenFailureReason;
      /** The system's error. */
      readonly error: Error;
      /** A sentence that names the address and says what to do. */
      readonly message: string;
    };

const CLOSE_GRACE_MILLISECONDS = 1_000;
/** A client that stops reading is cut off after twice this time: Node grants it a second period. */
const STALLED_CLIENT_MILLISECONDS = 10_000;
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  // Longer than the usual scrape interval of 15 s, so that Prometheus keeps its connection.
  keepAliveTimeout: 20_000,
  maxHeaderSize: 8_192,
};

/**
 * Serves `/metrics`, `/healthz`, `/readyz`, an index and further routes over HTTP, to GET and HEAD only. Requests that arrive together share
 * one rendering; slow, idle and excess clients are cut off.
 *
 * @throws ExporterError `INVALID_OPTION` (as a rejection) when `port` or `maxConnections` is out of range, or a route has
 * a path that is taken
 * @example
 * const started = await startMetricsServer({ source: exporter, port: 8000 });
 * if (started.ok) console.log(`${started.server.url}/metrics`);
 * else console.error(started.message);
 */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServerResult> {
  const { source, host = '0.0.0.0', isReady = () => ({ ready: true }), onError = () => {} } = options;
  const port = integerOption('port', options.port ?? 8000, 0, 65_535);
  const routes = options.routes ?? new Map<string, Route>();
  for (const path of routes.keys()) refuseReserved(path);
  const respond = createResponder({ source, routes, isReady, onError });
  const server = createServer(LIMITS, (request, response) => {
    respond(request, response).catch(onError);
  });
  server.maxConnections = integerOption('maxConnections', options.maxConnections ?? 1024, 1, 100_000);
  server.setTimeout(STALLED_CLIENT_MILLISECONDS);
  const close = closerOf(server);
  try {
    const listening = await listen(server, host, port);
    server.on('error', onError);
    return {
      ok: true,
      server: { port: listening, url: `http://${authority(reachableHost(host), listening)}`, close },
    };
  } catch (cause) {
    const error = asError(cause);
    return { ok: false, error, ...describeListenFailure(error, host, port) };
  }
}

function refuseReserved(path: string): void {
  if (path.startsWith('/') && !RESERVED_PATHS.includes(path)) return;
  throw new ExporterError(
    'INVALID_OPTION',
    `routes must have paths that begin with / and are none of ${RESERVED_PATHS.join(', ')}, got ${JSON.stringify(path)}`,
  );
}

/**
 * Makes the function that closes a server. Node's `close()` alone waits for keep-alive connections that have not sent a request
 * yet; here all connections are ended once no answer is under way.
 */
function closerOf(server: Server): () => Promise<void> {
  let running = 0;
  let closed: Promise<void> | undefined;
  const endIfIdle = () => {
    if (closed !== undefined && running === 0) server.closeAllConnections();
  };
  server.on('request', (_request, response) => {
    running += 1;
    response.once('close', () => {
      running -= 1;
      endIfIdle();
    });
  });
  return () => {
    closed ??= new Promise((resolve) => {
      const grace = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MILLISECONDS);
      server.close(() => {
        clearTimeout(grace);
        resolve();
      });
    });
    endIfIdle();
    return closed;
  };
}
