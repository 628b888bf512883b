import { PrometheusExporter, type PrometheusExporterOptions } from '@ad/exporters/prometheus';

/** An exporter without the metrics of the process. */
export function exporterWith(options: PrometheusExporterOptions = {}): PrometheusExporter {
  return new PrometheusExporter({ processMetrics: false, version: '1.2.3', ...options });
}

/** The lines of one metric on a page, without HELP and TYPE: `['name{label="x"} 1']`. */
export function seriesOf(page: string, name: string): string[] {
  return page.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
}

/** The lines of all metrics whose names begin with `start`. */
export function seriesBeginningWith(page: string, start: string): string[] {
  return page.split('\n').filter((line) => line.startsWith(start));
}
