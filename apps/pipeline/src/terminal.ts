import type { Writable } from 'node:stream';

/** Where a command writes: results to `out`, everything said on the way to `err`. */
export interface Terminal {
  readonly out: Writable & { readonly isTTY?: boolean };
  readonly err: Writable & { readonly isTTY?: boolean };
  /** Whether colours are wanted on `out`. */
  readonly color: boolean;
}

/** The terminal of this process. Colours follow the conventions NO_COLOR and FORCE_COLOR, which Node knows. */
export function processTerminal(): Terminal {
  const { stdout: out, stderr: err } = process;
  // A line that cannot be shown (its reader has gone, its disk is full) must not end a detector.
  for (const stream of [out, err]) stream.on('error', () => {});
  return { out, err, color: out.isTTY === true && out.hasColors() };
}

/** Says one line on the way. */
export function say(terminal: Terminal, line: string): void {
  terminal.err.write(`${line}\n`);
}

/** Redraws the last line in place. Only for a terminal. */
export function redraw(terminal: Terminal, line: string): void {
  terminal.err.write(`\r\u001b[K${line}`);
}
