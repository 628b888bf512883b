import type { Verdict, VerdictSink } from '@ad/exporters';
import type { KafkaExporter } from '@ad/exporters/kafka';
import type { PrometheusExporter } from '@ad/exporters/prometheus';
import { KafkaTraffic } from '../kafka/kafka-traffic.js';
import { isDrawn, redraw, say, type Terminal } from '../terminal/terminal.js';
import { formatCount } from '../text/format.js';
import type { DetectEvent } from './detect-session.js';
import { DetectStatus } from './detect-status.js';

/** Where a person looks on, the state is redrawn this often; elsewhere it is a line of the log, and then only with `verbose`. */
const redrawMilliseconds = 1000;
const logMilliseconds = 10_000;

export interface DetectReportOptions {
  readonly terminal: Terminal;
  /** The topic with the samples. */
  readonly topic: string;
  readonly prometheus: PrometheusExporter;
  /** Takes the verdicts at which an alert begins or ends. */
  readonly output: VerdictSink;
  /** Told of every verdict, where alerts go there. */
  readonly alertmanager: { write(verdict: Verdict): void } | undefined;
  readonly verbose: boolean;
}

/** Tells people and Prometheus what a detector of many hosts does: a line where an alert begins or ends, and how it stands. */
export class DetectReport {
  readonly #terminal: Terminal;
  readonly #prometheus: PrometheusExporter;
  readonly #output: VerdictSink;
  readonly #alertmanager: DetectReportOptions['alertmanager'];
  readonly #verbose: boolean;
  /** The alert that is on, by host. */
  readonly #alertOf = new Map<string, string>();
  readonly #status: DetectStatus;
  #alerts = 0;
  #lastTrouble = '';

  constructor({ terminal, topic, prometheus, output, alertmanager, verbose }: DetectReportOptions) {
    this.#status = new DetectStatus(topic);
    this.#terminal = terminal;
    this.#prometheus = prometheus;
    this.#output = output;
    this.#alertmanager = alertmanager;
    this.#verbose = verbose;
  }

  /** All that was done, in words. */
  get total(): string {
    return `${formatCount(this.#status.verdicts, 'sample')} scored, ${formatCount(this.#alerts, 'alert')}.`;
  }

  take(event: DetectEvent): void {
    this.#status.take(event);
    switch (event.kind) {
      case 'verdict':
        this.#prometheus.write(event.verdict);
        this.#alertmanager?.write(event.verdict);
        if (!this.#isNews(event.verdict)) return;
        if (event.verdict.isAnomaly) this.#alerts++;
        this.#clearLine();
        void this.#output.write(event.verdict);
        return;
      case 'duplicate':
      case 'host_limit':
        this.#prometheus.recordDropped(event.kind);
        return;
      case 'opened':
        if (this.#verbose)
          this.#say(`Took over partition ${event.partition} with ${formatCount(event.hosts, 'host')}`);
        return;
      case 'damaged_state':
        this.#say(
          `! the saved state of ${event.host} cannot be read, it begins anew: ${String(event.error)}`,
        );
        return;
      case 'publishing_failed':
        // The same trouble is told once, not at every attempt.
        if (this.#lastTrouble !== event.error.message) this.#say(`! verdicts wait: ${event.error.message}`);
        this.#lastTrouble = event.error.message;
        return;
    }
  }

  /** Partitions may be with others from now on. */
  leave(): void {
    this.#status.leave();
  }

  /** Shows how a session stands, until its end. */
  begin(hosts: () => number, exporter: KafkaExporter): { end(): void } {
    const isTTY = isDrawn(this.#terminal);
    const traffic = new KafkaTraffic(this.#prometheus, exporter);
    const update = (): void => {
      traffic.update();
      this.#prometheus.setKafkaLag(this.#status.lags);
    };
    const metrics = setInterval(update, redrawMilliseconds);
    const lines = setInterval(
      () => {
        const line = this.#status.line(hosts());
        if (isTTY) redraw(this.#terminal, line);
        else if (this.#verbose) say(this.#terminal, line);
      },
      isTTY ? redrawMilliseconds : logMilliseconds,
    );
    return {
      end: () => {
        clearInterval(metrics);
        clearInterval(lines);
        this.#clearLine();
        update();
      },
    };
  }

  /** Whether with this verdict an alert of its host begins or ends: all that a console has room for where there are many hosts. */
  #isNews({ host, alertId }: { readonly host: string; readonly alertId: string | null }): boolean {
    if (alertId === (this.#alertOf.get(host) ?? null)) return false;
    if (alertId === null) this.#alertOf.delete(host);
    else this.#alertOf.set(host, alertId);
    return true;
  }

  #say(line: string): void {
    this.#clearLine();
    say(this.#terminal, line);
  }

  #clearLine(): void {
    if (isDrawn(this.#terminal)) redraw(this.#terminal, '');
  }
}
