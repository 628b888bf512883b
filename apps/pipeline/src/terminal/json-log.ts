import type { Writable } from 'node:stream';
import pino from 'pino';
import { type LogLevel, levelOf } from './log-level.js';

/** What is said on the way, as JSON lines for a log collector: `level`, `time` (ISO 8601), `pid`, `hostname`, and in `msg` the line without its mark. */
export function jsonLog(stream: Writable, level: LogLevel): (line: string) => void {
  const formatters = { level: (label: string) => ({ level: label }) };
  const logger = pino({ level, timestamp: pino.stdTimeFunctions.isoTime, formatters }, stream);
  return (line) => logger[levelOf(line)](line.replace(/^[✓✗!→] /, ''));
}
