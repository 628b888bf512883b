import type { Terminal } from '../../src/terminal/terminal.js';

/** A terminal, and the lines that are said to it. */
export function listeningTerminal() {
  const said: string[] = [];
  const { stdout: out, stderr: err } = process;
  const terminal: Terminal = { out, err, color: false, log: (line) => said.push(line) };
  return { terminal, said };
}
