import type { DatasourceReference, Target } from './dashboard-json.js';

/** The data source that the reader chose at the top. */
export const datasource: DatasourceReference = { type: 'prometheus', uid: '$datasource' };

/** Labels of what a detector tells of itself. */
const ofDetector = 'job=~"$job", instance=~"$instance"';
/** Labels of what it tells of a host. The series of `ad run` have no host, which "All" (`.*`) allows. */
const ofHost = `${ofDetector}, host=~"$host"`;

/** Series that follow from the verdicts on a host. */
export function hostSeries(metric: string, matchers = ''): string {
  return `${metric}{${[ofHost, matchers].filter(Boolean).join(', ')}}`;
}

/** Series about the detector. */
export function detectorSeries(metric: string, matchers = ''): string {
  return `${metric}{${[ofDetector, matchers].filter(Boolean).join(', ')}}`;
}

/** Name of a series where there may be several detectors, or several hosts behind one. */
export const hostLegend = '{{instance}} {{host}}';

/** Name of a series about a detector. */
export const detectorLegend = '{{instance}}';

/** A rate over as much time as the chart shows per point. */
export function rate(series: string): string {
  return `rate(${series}[$__rate_interval])`;
}

/** What a series is, and whose. */
export function legend(what: string): string {
  return `${what} ${hostLegend}`;
}

/** A query over the time that the dashboard shows. */
export function overTime(refId: string, expr: string, legendFormat: string): Target {
  return { refId, datasource, expr, legendFormat, instant: false, range: true };
}

/** A query for the present value. */
export function now(refId: string, expr: string, legendFormat: string): Target {
  return { refId, datasource, expr, legendFormat, instant: true, range: false };
}
