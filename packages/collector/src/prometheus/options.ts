import { check, checkInteger, checkNumber, isName, toMilliseconds } from '../check.js';
import { type Credentials, checkCredentials } from './credentials.js';

/** Which history to read. */
export interface PrometheusRangeSourceOptions {
  /** Address of Prometheus, or of anything with its query interface, e.g. `http://localhost:9090`. */
  readonly url: string;
  /** Begin: a Date or milliseconds since 1970. */
  readonly start: number | Date;
  /** End, itself included. */
  readonly end: number | Date;
  /** Seconds between samples, 0.1 to 86400. Samples fall on its multiples, like those of `HostSource`. */
  readonly stepSeconds: number;
  /** A PromQL query for each feature. @default the metrics of `@ad/exporters`, for cpu_percent, memory_percent, disk_percent */
  readonly queries?: Readonly<Record<string, string>>;
  /** The label that names the host. @default 'instance' */
  readonly hostLabel?: string;
  /** Host of series without that label, such as a sum over all hosts. @default 'prometheus' */
  readonly host?: string;
  /** Sent with every request. Never part of an error. @default none */
  readonly credentials?: Credentials;
  /** Longest wait for one answer, in milliseconds, 1 to 600000. @default 30000 */
  readonly timeoutMilliseconds?: number;
  /** Points per series in one request, 2 to 11000, which is the most that Prometheus gives. @default 11000 */
  readonly pointsPerRequest?: number;
  /** Ends the iteration, cleanly and at once. */
  readonly signal?: AbortSignal;
  /** Called at the end for each feature whose query gave nothing in the whole range. */
  readonly onEmpty?: (feature: string, query: string) => void;
  /** @default the one of the platform */
  readonly fetch?: typeof fetch;
}

/** The same with every default filled in; times in milliseconds. */
export interface ResolvedRangeOptions {
  readonly endpoint: string;
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly queries: readonly (readonly [feature: string, query: string])[];
  readonly hostLabel: string;
  readonly host: string;
  readonly credentials: Credentials | undefined;
  readonly timeoutMilliseconds: number;
  readonly pointsPerRequest: number;
  readonly signal: AbortSignal | undefined;
  readonly onEmpty: (feature: string, query: string) => void;
  readonly fetch: typeof fetch;
}

const MOST_POINTS = 11_000;

const ownMetrics = {
  cpu_percent: 'system_cpu_usage_percent',
  memory_percent: 'system_memory_usage_percent',
  disk_percent: 'system_disk_usage_percent',
};

/** Throws a `CollectorError` with code `invalid_option` that names the option, the rule and the value. */
export function resolveRangeOptions(options: PrometheusRangeSourceOptions): ResolvedRangeOptions {
  const { queries = ownMetrics, hostLabel = 'instance', host = 'prometheus', stepSeconds } = options;
  const { timeoutMilliseconds = 30_000, pointsPerRequest = MOST_POINTS, credentials } = options;
  const start = toMilliseconds('start', options.start);
  const end = toMilliseconds('end', options.end);
  check(end >= start, 'end', 'at or after start', options.end);
  checkNumber('stepSeconds', stepSeconds, 0.1, 86_400);
  checkNumber('timeoutMilliseconds', timeoutMilliseconds, 1, 600_000);
  checkInteger('pointsPerRequest', pointsPerRequest, 2, MOST_POINTS);
  const list = Object.entries(queries);
  check(list.length > 0, 'queries', 'at least one query', queries);
  for (const [feature, query] of list) check(isName(query), `queries.${feature}`, 'a PromQL query', query);
  check(isName(hostLabel), 'hostLabel', 'the name of a label', hostLabel);
  check(isName(host), 'host', 'a name', host);
  if (credentials) checkCredentials(credentials);
  return {
    endpoint: endpointOf(options.url),
    start,
    end,
    step: Math.round(stepSeconds * 1000),
    queries: list,
    hostLabel,
    host,
    credentials,
    timeoutMilliseconds,
    pointsPerRequest,
    signal: options.signal,
    onEmpty: options.onEmpty ?? (() => {}),
    fetch: options.fetch ?? fetch,
  };
}

function endpointOf(url: string): string {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  const isHttp = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  // The rest of the address may be a secret, so it is not shown.
  const hasSecret = typeof url === 'string' && /[@?#]/.test(url);
  const rule =
    'an http or https address without user name, password and query; there is the option credentials';
  check(!hasSecret, 'url', rule, 'an address with more than that');
  check(isHttp, 'url', rule, url);
  return `${url.replace(/\/+$/, '')}/api/v1/query_range`;
}
