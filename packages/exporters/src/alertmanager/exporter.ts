import { ExporterError } from '../errors.js';
import { backoffMilliseconds } from '../outbox/backoff.js';
import { endsWithin } from '../outbox/sleep.js';
import type { VerdictSink, WriteFailureReason, WriteResult } from '../sink.js';
import type { Verdict } from '../verdict.js';
import { type PostableAlert, timeText } from './alert.js';
import { type OpenAlert, OpenAlerts } from './open-alerts.js';
import { type AlertmanagerExporterOptions, readOptions } from './options.js';
import { type AlertmanagerFailure, post } from './post.js';

const OK: WriteResult = { ok: true };
const CODES = { unreachable: 'UNREACHABLE', rejected: 'REJECTED' } as const;

/**
 * A sink that tells Alertmanager of anomalies: when one begins, again while it lasts, and when it ends. For those who do without
 * Prometheus and its rules; with both, an anomaly is told twice.
 *
 * `write` answers at once where there is nothing to tell. Otherwise it resolves when Alertmanager knows, or when it could not be told;
 * it is then tried again by itself, after half a second, doubled up to half a minute, and what has changed meanwhile is told in its
 * place. An alert that nobody was told of before it ended is never told. Nothing is kept beyond one alert a host.
 *
 * An alert of a host that is not heard of any more, or of a process that has ended, ends four times `repeatSeconds` after its last
 * verdict, whatever the server's `resolve_timeout` is.
 *
 * @throws ExporterError `INVALID_OPTION` from the constructor
 * @example
 * const sink = new AlertmanagerExporter({ url: 'http://localhost:9093', labels: { team: 'web' } });
 * const written = await sink.write(verdict);
 * if (!written.ok) stop(written.reason); // unreachable
 * await sink.close();
 */
export class AlertmanagerExporter implements VerdictSink {
  readonly #options: ReturnType<typeof readOptions>;
  readonly #alerts: OpenAlerts;
  readonly #closing = new AbortController();
  readonly #ended = new AbortController();
  /** What is being sent, and what will be sent after it. */
  #round: Promise<AlertmanagerFailure | undefined> | undefined;
  #nextRound: Promise<AlertmanagerFailure | undefined> | undefined;
  /** Why nothing is sent just now. */
  #outage: AlertmanagerFailure | undefined;
  #failuresInRow = 0;
  #closed: Promise<void> | undefined;
  #delivered = 0;
  #failed = 0;

  constructor(options: AlertmanagerExporterOptions) {
    this.#options = readOptions(options);
    this.#alerts = new OpenAlerts(this.#options);
  }

  /** Alerts held: those that last, and those of whose end Alertmanager has not been told yet. */
  get alerts(): number {
    return this.#alerts.size;
  }

  /** Alerts that Alertmanager took, each as often as it was sent. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Verdicts that were answered with a failure. */
  get failed(): number {
    return this.#failed;
  }

  /** Takes one verdict. Fails with `unreachable`, `rejected`, `host_limit` and `closed`. */
  write(verdict: Verdict): WriteResult | Promise<WriteResult> {
    if (this.#closed !== undefined)
      return this.#refuse('closed', new ExporterError('CLOSED', 'the exporter is closed'));
    const alert = this.#alerts.record(verdict, this.#options.now());
    if (alert === 'full') {
      const message = `${this.#alerts.size} hosts have an alert already`;
      return this.#refuse('host_limit', new ExporterError('HOST_LIMIT', message));
    }
    if (!alert?.isDue) return OK;
    if (this.#outage !== undefined) return this.#answer(this.#outage);
    return this.#tell().then((failure) => this.#answer(failure));
  }

  /** Tells what there is to tell, for five seconds at most by default. Alerts that last are left to end by themselves. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    const { closeTimeoutMilliseconds, sleep } = this.#options;
    // What cannot be reached is not tried again.
    if (this.#outage === undefined) await endsWithin(this.#tell(), closeTimeoutMilliseconds, sleep);
    this.#closing.abort();
    this.#ended.abort(new Error('the exporter was closed'));
    await this.#round;
  }

  /** Sends what is due by the time that the sending under way is over. */
  #tell(): Promise<AlertmanagerFailure | undefined> {
    this.#nextRound ??= this.#follow(this.#round);
    return this.#nextRound;
  }

  async #follow(current: Promise<unknown> | undefined): Promise<AlertmanagerFailure | undefined> {
    // At least to the end of the task, so that verdicts written together are sent together.
    await current;
    this.#round = this.#nextRound;
    this.#nextRound = undefined;
    try {
      // The round before this one may have met an outage: whoever waited for this one gets its answer.
      return this.#outage ?? (await this.#sendDue());
    } finally {
      if (this.#nextRound === undefined) this.#round = undefined;
    }
  }

  async #sendDue(): Promise<AlertmanagerFailure | undefined> {
    const due = this.#alerts.due(this.#options.now());
    let refusal: AlertmanagerFailure | undefined;
    for (let first = 0; first < due.length; first += this.#options.batchSize) {
      const failure = await this.#send(due.slice(first, first + this.#options.batchSize));
      if (failure?.reason === 'unreachable') {
        void this.#waitOut(failure);
        return failure;
      }
      refusal ??= failure;
    }
    this.#failuresInRow = 0;
    return refusal;
  }

  async #send(batch: readonly OpenAlert[]): Promise<AlertmanagerFailure | undefined> {
    const sentAt = this.#options.now();
    const sent = batch.map((alert) => {
      alert.sentAt = sentAt;
      alert.isDue = false;
      return { alert, hasEnded: alert.endsAt !== undefined, body: this.#bodyOf(alert) };
    });
    const failure = await post(
      sent.map(({ body }) => body),
      { ...this.#options, signal: this.#ended.signal },
    );
    if (failure === undefined) this.#delivered += sent.length;
    for (const { alert, hasEnded } of sent) {
      // What is refused is not offered again before it is due anyway.
      if (failure?.reason === 'unreachable') alert.isDue = true;
      else if (hasEnded) this.#alerts.forget(alert);
    }
    return failure;
  }

  #bodyOf(alert: OpenAlert): PostableAlert {
    const { labels, generatorUrl, annotations: shared } = this.#options;
    const { host, annotations, startsAt } = alert;
    const summary = `anomaly on ${host}`;
    return {
      labels: { ...labels, host },
      annotations: { summary, ...annotations, ...shared },
      startsAt: timeText(startsAt),
      endsAt: timeText(this.#alerts.endOf(alert)),
      generatorURL: generatorUrl,
    };
  }

  async #waitOut(failure: AlertmanagerFailure): Promise<void> {
    const { sleep, random } = this.#options;
    this.#outage = failure;
    this.#failuresInRow += 1;
    await sleep(backoffMilliseconds(this.#failuresInRow, random()), this.#closing.signal);
    if (this.#closing.signal.aborted) return;
    this.#outage = undefined;
    await this.#tell();
  }

  #answer(failure: AlertmanagerFailure | undefined): WriteResult {
    if (failure === undefined) return OK;
    const { reason, message, cause } = failure;
    return this.#refuse(
      reason,
      new ExporterError(CODES[reason], message, cause === undefined ? {} : { cause }),
    );
  }

  #refuse(reason: WriteFailureReason, error: ExporterError): WriteResult {
    this.#failed += 1;
    return { ok: false, reason, error, dropped: this.#failed };
  }
}
