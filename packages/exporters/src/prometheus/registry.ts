import { Counter, collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import type { HostMetric } from './definitions.js';
import type { HostEntry } from './host-table.js';

/**
 * Registers a metric whose series are made anew at every scrape, from the hosts known at that moment. Nothing has to be
 * removed when a value goes missing or a host goes silent: its series is simply not made again.
 */
export function registerHostMetric(
  registry: Registry,
  metric: HostMetric,
  perHost: boolean,
  entries: () => Iterable<readonly [host: string, entry: HostEntry]>,
): void {
  const { name, help } = metric;
  const config = {
    name,
    help,
    labelNames: perHost ? ['host', ...metric.labelNames] : [...metric.labelNames],
    registers: [registry],
  };
  const feed = (put: (labels: Record<string, string>, value: number) => void) => {
    for (const [host, entry] of entries()) {
      for (const { labels, value } of metric.series(entry))
        put(perHost ? { host, ...labels } : labels, value);
    }
  };
  if (metric.type === 'counter') {
    new Counter({
      ...config,
      collect() {
        this.reset();
        feed((labels, value) => this.inc(labels, value));
      },
    });
    return;
  }
  new Gauge({
    ...config,
    collect() {
      this.reset();
      // An unlabelled gauge restarts at 0, which would read as a value that was measured.
      if (config.labelNames.length === 0) this.remove();
      feed((labels, value) => this.set(labels, value));
    },
  });
}

/** Gauges that prom-client names like counters, which `promtool check metrics` rejects, or that read a private API of Node. */
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
