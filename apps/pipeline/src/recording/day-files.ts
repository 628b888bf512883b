import { readdir } from 'node:fs/promises';

/** A file of a recorded history: the samples of one host on one day, UTC. */
export interface DayFile {
  readonly name: string;
  readonly host: string;
  /** Midnight at which the day begins, milliseconds since 1970. */
  readonly day: number;
}

/** Milliseconds of a day. */
export const DAY = 86_400_000;

const pattern = /^(.+)\.(\d{4}-\d{2}-\d{2})\.jsonl$/;

/** The midnight, UTC, at which the day of a time began. */
export function dayOf(timestamp: number): number {
  return Math.floor(timestamp / DAY) * DAY;
}

/** Name of the file for a time: `<host>.<YYYY-MM-DD>.jsonl`. */
export function dayFileName(host: string, timestamp: number): string {
  return `${fileNamePart(host)}.${new Date(timestamp).toISOString().slice(0, 10)}.jsonl`;
}

/** The files of a history, oldest first. Other files of the folder are none of them. */
export async function listDayFiles(folder: string): Promise<DayFile[]> {
  const files: DayFile[] = [];
  for (const name of await readdir(folder)) {
    const [, part, date] = pattern.exec(name) ?? [];
    if (part === undefined) continue;
    const host = hostOf(part);
    const day = Date.parse(date);
    if (host !== undefined && Number.isFinite(day)) files.push({ name, host, day });
  }
  return files.sort((a, b) => a.day - b.day);
}

/** A host name may hold what a file name must not. */
function fileNamePart(host: string): string {
  return encodeURIComponent(host).replaceAll('*', '%2A');
}

function hostOf(part: string): string | undefined {
  try {
    const host = decodeURIComponent(part);
    return fileNamePart(host) === part ? host : undefined;
  } catch {
    return undefined;
  }
}
