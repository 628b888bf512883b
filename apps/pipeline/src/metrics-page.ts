import type { Config } from '@ad/config';
import {
  type MetricsServer,
  PrometheusExporter,
  type PrometheusExporterOptions,
  type Readiness,
  startMetricsServer,
} from '@ad/exporters/prometheus';
import { say, type Terminal } from './terminal.js';

/** The page with metrics of a command, and whether the command does its work yet. */
export interface MetricsPage {
  readonly prometheus: PrometheusExporter;
  readonly server: MetricsServer;
  /** To be told when it does. */
  readonly readiness: { current: Readiness };
}

/** Serves metrics as configured; says why where it cannot, and returns nothing then. */
export async function serveMetrics(
  terminal: Terminal,
  { services }: Config,
  reason: string,
  options: Pick<PrometheusExporterOptions, 'version' | 'perHost'>,
): Promise<MetricsPage | undefined> {
  const readiness: MetricsPage['readiness'] = { current: { ready: false, reason } };
  const prometheus = new PrometheusExporter({ ...options, readiness: () => readiness.current });
  const started = await startMetricsServer({
    source: prometheus,
    host: services.http_host,
    port: services.prometheus_port,
    isReady: () => readiness.current,
    onError: (error) => say(terminal, `! metrics: ${String(error)}`),
  });
  if (started.ok) return { prometheus, server: started.server, readiness };
  say(terminal, `✗ ${started.message}`);
  say(terminal, 'Nothing was started. Choose another port with --port or PROMETHEUS_PORT.');
  return undefined;
}
