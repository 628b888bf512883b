import { Counter, Gauge, type Registry } from 'prom-client';
import type { HostMetric } from './host-metrics.js';
import type { HostEntry } from './host-table.js';

/**
 * Registers a metric whose series are made anew at every scrape, from the hosts known at that moment. When a value goes missing
 * or a host goes silent, nothing has to be removed: the series is not made again.
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
  const eachSeries = (put: (labels: Record<string, string>, value: number) => void) => {
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
        eachSeries((labels, value) => this.inc(labels, value));
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
      eachSeries((labels, value) => this.set(labels, value));
    },
  });
}
