import type { Writable } from 'node:stream';
import { type LogLevel, reaches } from './log-level.js';

/** Where a command writes: results to `out`, everything said on the way to `err`. */
export interface Terminal {
  readonly out: Writable & { readonly isTTY?: boolean };
  readonly err: Writable & { readonly isTTY?: boolean };
  /** Whether colours are wanted on `out`. */
  readonly color: boolean;
  /** Takes each line that is said, in place of `err`. */
  log?: (line: string) => void;
}

/** The terminal of this process. Colours follow the conventions NO_COLOR and FORCE_COLOR, which Node knows. */
export function processTerminal(): Terminal {
  const { stdout: out, stderr: err } = process;
  // A line that cannot be shown (its reader has gone, its disk is full) must not end a detector.
  for (const stream of [out, err]) stream.on('error', () => {});
  return { out, err, color: out.isTTY === true && out.hasColors() };
}

/** From now on says only what is important enough, and as JSON where a log collector reads it. */
export async function logTo(terminal: Terminal, format: 'text' | 'json', level: LogLevel): Promise<void> {
  const { err } = terminal;
  if (format === 'json') {
    // Read only where it is wanted: every command would start later.
    const { jsonLog } = await import('./json-log.js');
    terminal.log = jsonLog(err, level);
  } else if (level !== 'info') {
    terminal.log = (line) => {
      if (reaches(line, level)) err.write(`${line}\n`);
    };
  }
}

/** Says one line on the way. */
export function say(terminal: Terminal, line: string): void {
  if (terminal.log) terminal.log(line);
  else terminal.err.write(`${line}\n`);
}

/** Whether lines may be redrawn: somebody looks on, and sees all that is said as it is said. */
export function isDrawn({ err, log }: Terminal): boolean {
  return err.isTTY === true && log === undefined;
}

/** Redraws the last line in place. Only for a terminal. */
export function redraw(terminal: Terminal, line: string): void {
  terminal.err.write(`\r\u001b[K${line}`);
}
