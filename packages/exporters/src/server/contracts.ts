import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whether samples are being scored, and if not, why (for `/readyz`). */
export interface Readiness {
  readonly ready: boolean;
  readonly reason?: string;
}

/** What `/metrics` shows. A `PrometheusExporter` is one, and so is a `Registry` of prom-client. */
export interface MetricsSource {
  /** The exact `Content-Type` of the page. */
  readonly contentType: string;
  /** Renders the page. */
  metrics(): Promise<string>;
}

/**
 * Answers the requests for one path, GET and HEAD only. The server's strict headers are set already and may be replaced. If it rejects,
 * the server answers with 500, or cuts the connection if the answer has begun. A connection without traffic for ten seconds is cut off, so
 * a stream has to send something more often. Streams have to be ended before the server is closed.
 */
export type Route = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
