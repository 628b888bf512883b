import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whether the process does its work, and if not, why (for `/readyz`). */
export interface Readiness {
  readonly ready: boolean;
  readonly reason?: string;
}

/** Something with a page to scrape. A `PrometheusExporter` is one; so is a `Registry` of prom-client. */
export interface MetricsSource {
  /** The exact `Content-Type` of the page. */
  readonly contentType: string;
  /** Renders the page. */
  metrics(): Promise<string>;
}

/**
 * Answers the requests for one path, GET and HEAD only. The server's strict headers are set already and may be replaced. A rejection
 * is answered with 500, or ends an answer that has begun. A connection without traffic for ten seconds is cut off, so an answer that
 * is a stream has to say something more often; and it has to be ended before the server is closed.
 */
export type Route = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
