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
