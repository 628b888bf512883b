import { integerOption } from '../options.js';
import type { Readiness, Route } from '../server/contracts.js';
import type { VerdictSink, WriteFailureReason, WriteResult } from '../sink.js';
import type { Verdict } from '../verdict.js';
import { writeError } from '../write-error.js';
import { assetRoutes } from './assets.js';
import { shortenHost } from './encode.js';
import { EventStream } from './event-stream.js';
import { HostRecord } from './host-record.js';

/** Options of {@link LivePage}. */
export interface LivePageOptions {
  /** Pages open at once at most, 1 to 1000; one more is answered with 503 and asks again. @default 64 */
  readonly maxClients?: number;
  /** Hosts shown at most, 1 to 256; a verdict of one more is answered with `host_limit`. @default 8 */
  readonly maxHosts?: number;
  /** Samples kept of each host, 60 to 86400, and none older than an hour. @default 3600 */
  readonly maxSamples?: number;
  /** Tells the page why nothing is scored yet. Called at each event and heartbeat. @default always ready */
  readonly readiness?: () => Readiness;
  /** Milliseconds between two heartbeats, 100 to 9000. A client that takes nothing for two of them is cut off. @default 5000 */
  readonly heartbeatMilliseconds?: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

const HOUR_MILLISECONDS = 3_600_000;
/** Of all rows of a host. An hour of five features at one sample a second takes a third of it. */
const MAX_CHARACTERS = 4_194_304;

/**
 * A sink that shows verdicts in a browser, live and for the last hour: the score and its threshold, each feature with its expected
 * range, anomalies with their reasons, recent alerts. Give its routes to `startMetricsServer`. The page is read-only and needs nothing
 * from any other server.
 *
 * The hour is kept in memory, in the form in which it is sent: 1.3 million characters per host at one sample a second and five
 * features, never more than 4.2 million. Cost: 27 us a verdict; memory does not grow after the first hour.
 *
 * @throws ExporterError `INVALID_OPTION` from the constructor
 * @example
 * const page = new LivePage();
 * const started = await startMetricsServer({ source: exporter, routes: page.routes });
 * page.write(verdict);
 * // at the end, streams first:
 * await page.close();
 * if (started.ok) await started.server.close();
 */
export class LivePage implements VerdictSink {
  /** For `startMetricsServer`: `/` and all paths below `/live/`. */
  readonly routes: ReadonlyMap<string, Route>;
  readonly #hosts = new Map<string, HostRecord>();
  readonly #stream: EventStream;
  readonly #readiness: () => Readiness;
  readonly #maxHosts: number;
  readonly #maxSamples: number;
  #isClosed = false;
  #dropped = 0;

  constructor(options: LivePageOptions = {}) {
    const { maxClients = 64, maxHosts = 8, maxSamples = 3600, heartbeatMilliseconds = 5000 } = options;
    const { now = Date.now } = options;
    this.#readiness = options.readiness ?? (() => ({ ready: true }));
    this.#maxHosts = integerOption('maxHosts', maxHosts, 1, 256);
    this.#maxSamples = integerOption('maxSamples', maxSamples, 60, 86_400);
    this.#stream = new EventStream({
      maxClients: integerOption('maxClients', maxClients, 1, 1000),
      heartbeatMilliseconds: integerOption('heartbeatMilliseconds', heartbeatMilliseconds, 100, 9000),
      now,
      page: () => this.#describe(),
      find: (host) => this.#hosts.get(host ?? '') ?? this.#hosts.values().next().value,
    });
    this.routes = new Map([...assetRoutes(), ['/live/events', this.#stream.respond]]);
  }

  /** Pages that are open. */
  get clients(): number {
    return this.#stream.clients;
  }

  /** Takes one verdict and sends it to all open pages. Fails with `closed`, and with `host_limit` for one host too many. */
  write(verdict: Verdict): WriteResult {
    if (this.#isClosed) return this.#drop('closed', 'the page is closed');
    const record = this.#hosts.get(verdict.host) ?? this.#admit(verdict);
    if (!record) return this.#drop('host_limit', 'as many hosts as allowed are shown already');
    record.write(verdict);
    this.#stream.update();
    return { ok: true };
  }

  /** Takes no more verdicts and ends the streams, which the open pages show. Call it before the server is closed. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#stream.close();
    return Promise.resolve();
  }

  /** Makes a record for a new host. If there are too many hosts, it replaces one that has been silent for an hour. */
  #admit({ host, timestamp }: Verdict): HostRecord | undefined {
    if (this.#hosts.size >= this.#maxHosts) {
      const silent = [...this.#hosts].find(
        ([, { latestTimestamp }]) => timestamp - latestTimestamp > HOUR_MILLISECONDS,
      );
      if (!silent) return undefined;
      this.#hosts.delete(silent[0]);
    }
    const record = new HostRecord({
      maxRows: this.#maxSamples,
      maxCharacters: MAX_CHARACTERS,
      spanMilliseconds: HOUR_MILLISECONDS,
    });
    this.#hosts.set(host, record);
    return record;
  }

  #describe(): string {
    const { ready, reason = '' } = this.#readiness();
    return JSON.stringify({ ready, reason, hosts: [...this.#hosts.keys()].map(shortenHost) });
  }

  #drop(reason: WriteFailureReason, message: string): WriteResult {
    this.#dropped += 1;
    return { ok: false, reason, error: writeError(reason, message), dropped: this.#dropped };
  }
}
