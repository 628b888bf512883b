import { ExporterError } from '../errors.js';
import { integerOption } from '../options.js';
import { type Sleep, systemSleep } from '../timing/sleep.js';

/** Options of {@link AlertmanagerExporter}. */
export interface AlertmanagerExporterOptions {
  /** Address of Alertmanager, e.g. `http://localhost:9093`, with its path prefix if it has one. No user name, password or query. */
  readonly url: string;
  /** Sent with each request, e.g. `{ authorization: 'Bearer …' }`. Never shown in an error. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** The label `alertname`. @default 'AnomalyDetected' */
  readonly alertName?: string;
  /** The label `severity`. @default 'warning' */
  readonly severity?: string;
  /** Further labels of every alert, by which it can be routed. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** The annotation `runbook_url`. @default none */
  readonly runbookUrl?: string;
  /** Target of the link "Source" in Alertmanager, e.g. a dashboard. @default none */
  readonly generatorUrl?: string;
  /**
   * Seconds after which an alert that lasts is sent again, 1 to 86400; an alert that is not sent again ends after four times as many.
   * Alerts are sent when a verdict comes, so this should be at least half the time between two samples of a host. @default 60
   */
  readonly repeatSeconds?: number;
  /** Alerts sent together at most, 1 to 10000. @default 100 */
  readonly batchSize?: number;
  /** Alerts held at most, one a host, 1 to 1000000; one more is answered with `host_limit`. @default 10000 */
  readonly maxAlerts?: number;
  /** Longest wait for an answer, in milliseconds, 1 to 600000. @default 10000 */
  readonly timeoutMilliseconds?: number;
  /** Longest that `close()` waits for what is under way, in milliseconds, 0 to 600000. @default 5000 */
  readonly closeTimeoutMilliseconds?: number;
  /** @default the global `fetch` */
  readonly fetch?: typeof fetch;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** Waits before the next try, and for an answer. @default by the real clock */
  readonly sleep?: Sleep;
  /** 0 to 1; spreads the retries of many senders. @default Math.random */
  readonly random?: () => number;
}

/** All options, checked. */
export function readOptions(options: AlertmanagerExporterOptions) {
  return {
    endpoint: endpointOf(options.url),
    headers: { ...options.headers },
    labels: labelsOf(options),
    annotations: options.runbookUrl === undefined ? {} : { runbook_url: options.runbookUrl },
    generatorUrl: options.generatorUrl,
    repeatMilliseconds: 1000 * integerOption('repeatSeconds', options.repeatSeconds ?? 60, 1, 86_400),
    batchSize: integerOption('batchSize', options.batchSize ?? 100, 1, 10_000),
    maxAlerts: integerOption('maxAlerts', options.maxAlerts ?? 10_000, 1, 1_000_000),
    timeoutMilliseconds: integerOption(
      'timeoutMilliseconds',
      options.timeoutMilliseconds ?? 10_000,
      1,
      600_000,
    ),
    closeTimeoutMilliseconds: integerOption(
      'closeTimeoutMilliseconds',
      options.closeTimeoutMilliseconds ?? 5_000,
      0,
      600_000,
    ),
    fetch: options.fetch ?? fetch,
    now: options.now ?? Date.now,
    sleep: options.sleep ?? systemSleep,
    random: options.random ?? Math.random,
  };
}

function endpointOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isHttp = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  if (!isHttp || parsed.username || parsed.password || parsed.search || parsed.hash) {
    // The URL may hold a password, so the message does not repeat it.
    throw new ExporterError(
      'INVALID_OPTION',
      'url must be an http or https URL without user name, password, query and fragment; credentials go into headers',
    );
  }
  return `${parsed.href.replace(/\/+$/, '')}/api/v2/alerts`;
}

const RESERVED = ['alertname', 'host', 'severity'];

/** The labels of all alerts. A name that Alertmanager would reject is refused here, not with the first alert. */
function labelsOf({
  alertName = 'AnomalyDetected',
  severity = 'warning',
  labels = {},
}: AlertmanagerExporterOptions) {
  for (const [name, value] of Object.entries({ alertName, severity })) {
    if (value.trim() === '')
      throw new ExporterError('INVALID_OPTION', `${name} must not be empty, got ${JSON.stringify(value)}`);
  }
  for (const name of Object.keys(labels)) {
    if (/^[a-zA-Z_]\w*$/.test(name) && !RESERVED.includes(name)) continue;
    throw new ExporterError(
      'INVALID_OPTION',
      `labels must have names of letters, digits and _, other than ${RESERVED.join(', ')}, got ${JSON.stringify(name)}`,
    );
  }
  return { ...labels, alertname: alertName, severity };
}
