import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type FileProblem,
  FileSource,
  type FileSourceOptions,
  type LabelledSample,
} from '../../../src/index.js';

/** 2026-01-31T12:00:00Z */
export const noon = Date.UTC(2026, 0, 31, 12);

/** A small file, named web-1.csv by {@link fileOf}. */
export const csv = 'timestamp,cpu_percent,label\n2026-01-31 12:00:00,97.5,1\n2026-01-31 12:01:00,3,0\n';

/** The samples in {@link csv}. */
export const csvSamples = [
  { timestamp: noon, host: 'web-1', values: { cpu_percent: 97.5 }, label: 1 },
  { timestamp: noon + 60_000, host: 'web-1', values: { cpu_percent: 3 }, label: 0 },
];

/** Writes a file into a folder of its own, which is removed after the test. */
export function fileOf(content: string | Uint8Array, name = 'web-1.csv'): string {
  const folder = mkdtempSync(join(tmpdir(), 'file-source-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What a file source makes of a file. */
export interface Reading {
  readonly source: FileSource;
  readonly samples: LabelledSample[];
  readonly problems: FileProblem[];
}

/** Reads a file of this content to its end. */
export async function readContent(
  content: string | Uint8Array,
  options: Partial<FileSourceOptions> = {},
): Promise<Reading> {
  const problems: FileProblem[] = [];
  const source = new FileSource({
    path: fileOf(content),
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  const samples: LabelledSample[] = [];
  for await (const sample of source) samples.push(sample);
  return { source, samples, problems };
}
