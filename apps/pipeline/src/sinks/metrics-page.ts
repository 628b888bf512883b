import type { Config } from '@ad/config';
import { LivePage } from '@ad/exporters/page';
import {
  type MetricsServer,
  PrometheusExporter,
  type PrometheusExporterOptions,
  type Readiness,
  startMetricsServer,
} from '@ad/exporters/prometheus';
import { say, type Terminal } from '../terminal/terminal.js';
import { version } from '../version.js';

/** The page with metrics of a command, and whether the command does its work yet. */
export interface MetricsPage {
  readonly prometheus: PrometheusExporter;
  readonly server: MetricsServer;
  /** What a browser shows, where that was asked for. */
  readonly dashboard: LivePage | undefined;
  /** To be told when it does. */
  readonly readiness: { current: Readiness };
}

/** Serves metrics as configured, and with `hasDashboard` a page for browsers; says why where it cannot, and returns nothing then. */
export async function serveMetrics(
  terminal: Terminal,
  { services }: Config,
  reason: string,
  { hasDashboard, ...options }: Pick<PrometheusExporterOptions, 'perHost'> & { hasDashboard?: boolean } = {},
): Promise<MetricsPage | undefined> {
  const readiness: MetricsPage['readiness'] = { current: { ready: false, reason } };
  const prometheus = new PrometheusExporter({ ...options, version, readiness: () => readiness.current });
  const dashboard = hasDashboard ? new LivePage({ readiness: () => readiness.current }) : undefined;
  const started = await startMetricsServer({
    source: prometheus,
    host: services.http_host,
    port: services.prometheus_port,
    ...(dashboard ? { routes: dashboard.routes } : {}),
    isReady: () => readiness.current,
    onError: (error) => say(terminal, `! metrics: ${String(error)}`),
  });
  if (started.ok) return { prometheus, dashboard, server: closing(dashboard, started.server), readiness };
  say(terminal, `✗ ${started.message}`);
  say(terminal, 'Nothing was started. Choose another port with --port or PROMETHEUS_PORT.');
  return undefined;
}

/** A server that ends the dashboard's streams before it waits for its answers to end. */
function closing(dashboard: LivePage | undefined, server: MetricsServer): MetricsServer {
  const close = async () => {
    await dashboard?.close();
    await server.close();
  };
  return { ...server, close };
}
