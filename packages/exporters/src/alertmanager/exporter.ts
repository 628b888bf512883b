import type { VerdictSink, WriteFailureReason, WriteResult } from '../sink.js';
import { backoffMilliseconds } from '../timing/backoff.js';
import { endsWithin } from '../timing/sleep.js';
import type { Verdict } from '../verdict.js';
import { writeError } from '../write-error.js';
import { type PostableAlert, timeText } from './alert.js';
import { type OpenAlert, OpenAlerts } from './open-alerts.js';
import { type AlertmanagerExporterOptions, readOptions } from './options.js';
import { type AlertmanagerFailure, post } from './post.js';

const OK: WriteResult = { ok: true };

/**
 * A sink that sends alerts to Alertmanager: when an anomaly begins, again while it lasts, and when it ends. It is for those who do
 * without Prometheus and its rules; with both, each anomaly raises two alerts.
 *
 * `write` answers at once if there is nothing to send. Otherwise it resolves when Alertmanager has taken the alert, or could not. The
 * exporter then tries again by itself, after half a second, doubled up to half a minute, and sends what is true by then. An alert that
 * ended before it could be sent is never sent. One alert per host is kept, nothing more.
 *
 * When a host falls silent, or this process ends, the alert ends four times `repeatSeconds` after its last verdict, whatever the
 * server's `resolve_timeout` is.
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
  /** The round of sending under way, and the one that follows it. */
  #round: Promise<AlertmanagerFailure | undefined> | undefined;
  #nextRound: Promise<AlertmanagerFailure | undefined> | undefined;
  /** Why nothing is sent at present. */
  #outage: AlertmanagerFailure | undefined;
  #failuresInRow = 0;
  #closed: Promise<void> | undefined;
  #delivered = 0;
  #failed = 0;

  constructor(options: AlertmanagerExporterOptions) {
    this.#options = readOptions(options);
    this.#alerts = new OpenAlerts(this.#options);
  }

  /** Alerts held: those that last, and those whose end has not been sent yet. */
  get alerts(): number {
    return this.#alerts.size;
  }

  /** Alerts that Alertmanager took. An alert counts as often as it was sent. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Verdicts that were answered with a failure. */
  get failed(): number {
    return this.#failed;
  }

  /** Takes one verdict. Fails with `unreachable`, `rejected`, `host_limit` and `closed`. */
  write(verdict: Verdict): WriteResult | Promise<WriteResult> {
    if (this.#closed !== undefined) return this.#refuse('closed', 'the exporter is closed');
    const alert = this.#alerts.record(verdict, this.#options.now());
    if (alert === 'full')
      return this.#refuse('host_limit', `${this.#alerts.size} hosts have an alert already`);
    if (!alert?.isDue) return OK;
    if (this.#outage !== undefined) return this.#answer(this.#outage);
    return this.#sendSoon().then((failure) => this.#answer(failure));
  }

  /** Sends what is due, for five seconds at most by default. Alerts that last are left to end by themselves. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    const { closeTimeoutMilliseconds, sleep } = this.#options;
    // During an outage there is no last try.
    if (this.#outage === undefined) await endsWithin(this.#sendSoon(), closeTimeoutMilliseconds, sleep);
    this.#closing.abort();
    this.#ended.abort(new Error('the exporter was closed'));
    await this.#round;
  }

  /** Sends what is due, once the round under way is over. */
  #sendSoon(): Promise<AlertmanagerFailure | undefined> {
    this.#nextRound ??= this.#sendAfter(this.#round);
    return this.#nextRound;
  }

  async #sendAfter(current: Promise<unknown> | undefined): Promise<AlertmanagerFailure | undefined> {
    // Even without a round under way this lets the caller go on, so that verdicts written together are sent together.
    await current;
    this.#round = this.#nextRound;
    this.#nextRound = undefined;
    try {
      // If the round before met an outage, that is the answer to all who wait for this round.
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
      // A rejected alert is not sent again before it is due anyway.
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
    await this.#sendSoon();
  }

  #answer(failure: AlertmanagerFailure | undefined): WriteResult {
    if (failure === undefined) return OK;
    return this.#refuse(failure.reason, failure.message, failure.cause);
  }

  #refuse(reason: WriteFailureReason, message: string, cause?: unknown): WriteResult {
    this.#failed += 1;
    return { ok: false, reason, error: writeError(reason, message, cause), dropped: this.#failed };
  }
}
