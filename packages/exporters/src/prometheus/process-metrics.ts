import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';

/** Gauges of prom-client that are named like counters, which `promtool check metrics` rejects, or that read a private API of Node. */
const UNWANTED = [
  'nodejs_active_handles',
  'nodejs_active_handles_total',
  'nodejs_active_requests',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** Registers prom-client's metrics of the process: CPU, memory, file descriptors, event loop, garbage collection. */
export function registerProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  for (const name of UNWANTED) registry.removeSingleMetric(name);
}

/** Registers a metric that says which version of the application runs. */
export function registerBuildInfo(registry: Registry, version: string): void {
  const buildInfo = new Gauge({
    name: 'anomaly_detection_build_info',
    help: 'Always 1; the labels say which build is running.',
    labelNames: ['version', 'node_version'],
    registers: [registry],
  });
  buildInfo.set({ version, node_version: process.version }, 1);
}
