import type { Writable } from 'node:stream';
import { choiceOption, integerOption } from '../options.js';
import type { VerdictSink, WriteFailureReason, WriteResult } from '../sink.js';
import type { Verdict } from '../verdict.js';
import { writeError } from '../write-error.js';
import { formatJson } from './format-json.js';
import { type FormatVerdictOptions, formatVerdict } from './format-verdict.js';
import { NewsReader } from './news.js';

/** Options of {@link ConsoleExporter}. */
export interface ConsoleExporterOptions extends FormatVerdictOptions {
  /** Where lines go, e.g. `process.stdout`. The exporter never ends it. */
  readonly stream: Writable;
  /** `line` for people, `json` for programs. @default 'line' */
  readonly format?: 'line' | 'json';
  /** Longest that `close()` waits for a slow reader, in milliseconds, 0 to 60000. @default 1000 */
  readonly closeTimeoutMilliseconds?: number;
}

/**
 * A sink that writes one line per verdict to a stream. Lines for people say the reason once, where an alert begins, and how long the
 * alert lasted where it ends; the lines between stay short. While the stream is congested, lines are dropped (`congested`), not
 * queued. A broken pipe or a full disk is an outcome (`stream_failed`), never a crash: as long as the exporter is open it listens
 * to the stream's `error`, even for lines that others write.
 *
 * `ok` means that the stream took the line. If a line is lost after that, the next write reports it, and writes its own line all
 * the same, so that the output goes on once a full disk has space again.
 *
 * @throws ExporterError `INVALID_OPTION` from the constructor
 * @example
 * const sink = new ConsoleExporter({ stream: process.stdout, format: process.stdout.isTTY ? 'line' : 'json' });
 * const written = sink.write(verdict);
 * if (!written.ok) stop(written.reason);
 */
export class ConsoleExporter implements VerdictSink {
  readonly #stream: Writable;
  readonly #format: (verdict: Verdict) => string;
  readonly #closeTimeoutMilliseconds: number;
  #inFlight = 0;
  #dropped = 0;
  #lost: Error | undefined;
  #lastError: Error | undefined;
  #closed: Promise<void> | undefined;
  #onDrained: (() => void) | undefined;

  constructor(options: ConsoleExporterOptions) {
    const { stream, format = 'line', closeTimeoutMilliseconds = 1000 } = options;
    this.#closeTimeoutMilliseconds = integerOption(
      'closeTimeoutMilliseconds',
      closeTimeoutMilliseconds,
      0,
      60_000,
    );
    const newsReader = new NewsReader();
    this.#format =
      choiceOption('format', format, ['line', 'json']) === 'json'
        ? formatJson
        : (verdict) => formatVerdict(verdict, options, newsReader.read(verdict));
    this.#stream = stream;
    this.#stream.on('error', this.#onError);
  }

  /** Writes one line, or drops it. */
  write(verdict: Verdict): WriteResult {
    if (this.#closed !== undefined) return this.#drop('closed', 'the exporter is closed');
    if (!this.#stream.writable)
      return this.#drop('stream_failed', 'the stream takes no more', this.#lastError);
    if (this.#stream.writableNeedDrain)
      return this.#drop('congested', 'the reader of the stream is too slow');
    const lost = this.#lost;
    this.#lost = undefined;
    try {
      this.#inFlight += 1;
      this.#stream.write(`${this.#format(verdict)}\n`, this.#onWritten);
    } catch (cause) {
      // On some versions of Node, writes to a file throw their errors.
      this.#inFlight -= 1;
      return this.#drop('stream_failed', 'the line could not be written', cause);
    }
    return lost === undefined
      ? { ok: true }
      : this.#failure('stream_failed', 'an earlier line was lost', lost);
  }

  /** Waits, for a second at most by default, until the lines taken so far are written or lost. The stream stays open. */
  close(): Promise<void> {
    this.#closed ??= this.#drained().then((drained) => {
      // A stream emits an error some time after it called back with it. Without a listener the error would end the process.
      if (drained && this.#lastError === undefined) this.#stream.off('error', this.#onError);
    });
    return this.#closed;
  }

  #drained(): Promise<boolean> {
    if (this.#inFlight === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timeout = setTimeout(() => resolve(false), this.#closeTimeoutMilliseconds);
      this.#onDrained = () => {
        clearTimeout(timeout);
        resolve(true);
      };
    });
  }

  readonly #onWritten = (error?: Error | null): void => {
    this.#inFlight -= 1;
    if (error) {
      this.#lost = error;
      this.#lastError = error;
      this.#dropped += 1;
    }
    if (this.#inFlight === 0) this.#onDrained?.();
  };

  readonly #onError = (error: Error): void => {
    this.#lastError = error;
  };

  #drop(reason: WriteFailureReason, message: string, cause?: unknown): WriteResult {
    this.#dropped += 1;
    return this.#failure(reason, message, cause);
  }

  #failure(reason: WriteFailureReason, message: string, cause?: unknown): WriteResult {
    return { ok: false, reason, error: writeError(reason, message, cause), dropped: this.#dropped };
  }
}
