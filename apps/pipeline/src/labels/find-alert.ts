import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseTime } from '../duration.js';

/** The stretch of samples that an alert covers. */
export interface AlertSpan {
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** What the name of an alert says, `host/time` or `host/time/number`: its host and its beginning. */
export function parseAlertId(id: string): AlertSpan | undefined {
  const match = /^(.+)\/(\d{4}-\d\d-\d\dT[\d:.]+Z)(?:\/\d+)?$/.exec(id);
  const from = match ? parseTime(match[2]) : undefined;
  return match && from !== undefined ? { host: match[1], from, to: from } : undefined;
}

/** The time of the last recorded verdict that names the alert; nothing when none does. */
export async function lastOfAlert(files: readonly string[], id: string): Promise<number | undefined> {
  const quoted = JSON.stringify(id);
  let last: number | undefined;
  for (const file of files.filter((name) => /\.(jsonl|ndjson)$/.test(name))) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      if (!line.includes(quoted)) continue;
      const timestamp = timestampOf(line);
      if (timestamp !== undefined && !(timestamp <= (last ?? Number.NEGATIVE_INFINITY))) last = timestamp;
    }
  }
  return last;
}

function timestampOf(line: string): number | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('timestamp' in value)) return undefined;
    if (typeof value.timestamp === 'string') return parseTime(value.timestamp);
    return typeof value.timestamp === 'number' ? value.timestamp : undefined;
  } catch {
    return undefined;
  }
}
