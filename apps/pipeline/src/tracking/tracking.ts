import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Outbox, type OutboxProblem, openOutbox } from '@ad/exporters/outbox';
import type { LoadedConfiguration } from '../command-line/configuration.js';
import { modelName } from '../registry/model-name.js';
import { openMlflow } from '../registry/open-mlflow.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { describeError } from '../text/describe-error.js';
import { formatCount } from '../text/format.js';
import { MlflowSink } from './mlflow-sink.js';
import type { TrackingRecord, TrainingRecord } from './records.js';

/** A server that takes longer than this to take a training is not waited for: the number of the version comes later. */
const patienceMilliseconds = 2000;
const closeMilliseconds = 1000;
/** Trainings take about 2 MB each. */
const mostRecords = 1000;

/**
 * Hands what happens to models to MLflow, in order, by way of an outbox on disk: whether MLflow is away, slow or refuses, detection does
 * not notice, and what it did not take is delivered when it does, by a later process if need be.
 */
export class Tracking {
  readonly #terminal: Terminal;
  readonly #folder: string;
  readonly #expected = new Map<string, (version: string) => void>();
  #outbox: Outbox<TrackingRecord> | undefined;
  #storing = 0;
  /** Told of versions that came later than they were waited for. */
  onVersion: (trainingId: string, version: string) => void = () => {};

  private constructor(terminal: Terminal, folder: string) {
    this.#terminal = terminal;
    this.#folder = folder;
  }

  /** Says why where the folder cannot be used; nothing is recorded then. */
  static async open(terminal: Terminal, loaded: LoadedConfiguration): Promise<Tracking> {
    const { config } = loaded;
    const folder = join(config.lifecycle.outbox_folder, modelName(config));
    const uri = config.services.mlflow_tracking_uri;
    const tracking = new Tracking(terminal, folder);
    const opened = await openOutbox<TrackingRecord>({
      sink: new MlflowSink({
        client: openMlflow(loaded),
        onVersion: (trainingId, version) => tracking.#delivered(trainingId, version),
        onRefused: (record, error) =>
          say(terminal, `✗ MLflow at ${uri} refuses a ${record.kind}: ${describeError(error)}`),
      }),
      folder,
      maxItems: mostRecords,
      // Each depends on those before.
      batchSize: 1,
      closeTimeoutMilliseconds: closeMilliseconds,
      onProblem: (problem) => say(terminal, describe(problem, uri, folder)),
    });
    if (opened.ok) tracking.#outbox = opened.outbox;
    else say(terminal, `! ${opened.message}; trainings are not recorded`);
    return tracking;
  }

  /** Records that are not delivered yet. */
  get pending(): number {
    return this.#storing + (this.#outbox?.size ?? 0);
  }

  /** Records a training; gives the number of its version where MLflow says it soon. */
  async training(record: TrainingRecord): Promise<string | undefined> {
    const version = new Promise<string>((resolve) => this.#expected.set(record.trainingId, resolve));
    const waited = new AbortController();
    try {
      if (!(await this.send(record)) || !record.detector) return undefined;
      const late = sleep(patienceMilliseconds, undefined, { signal: waited.signal, ref: false });
      return await Promise.race([version, late.catch(() => undefined)]);
    } finally {
      waited.abort();
      this.#expected.delete(record.trainingId);
    }
  }

  /** Records what happened. False, after a line that says why, where it cannot even be kept. */
  async send(record: TrackingRecord): Promise<boolean> {
    if (!this.#outbox) return false;
    this.#storing++;
    const written = await this.#outbox.write(record);
    this.#storing--;
    if (!written.ok) {
      say(this.#terminal, `✗ a ${record.kind} is not recorded: ${describeError(written.error)}`);
    }
    return written.ok;
  }

  async close(): Promise<void> {
    await this.#outbox?.close();
    if (this.pending > 0) {
      const left = formatCount(this.pending, 'record');
      say(this.#terminal, `${left} for MLflow left in ${this.#folder} for the next start`);
    }
  }

  #delivered(trainingId: string, version: string): void {
    const expected = this.#expected.get(trainingId);
    if (expected) expected(version);
    else this.onVersion(trainingId, version);
  }
}

function describe(problem: OutboxProblem, uri: string, folder: string): string {
  if (problem.state === 'damaged')
    return `! ${problem.items} records for MLflow cannot be read; see ${problem.path}`;
  if (problem.part === 'storage') {
    return problem.state === 'recovered'
      ? `✓ trainings can be kept in ${folder} again`
      : `! trainings cannot be kept in ${folder}: ${problem.error.message}`;
  }
  return problem.state === 'recovered'
    ? `✓ MLflow at ${uri} takes trainings again`
    : `! MLflow at ${uri} takes nothing: ${describeError(problem.error)}; it is kept in ${folder} and tried again`;
}
