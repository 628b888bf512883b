import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type FileProblem,
  FileSource,
  type FileSourceOptions,
  type LabelledSample,
} from '../../src/index.js';

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
