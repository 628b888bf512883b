import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with files as procfs has them. Removed after the test. */
export function procFolder(files: Record<string, string>): {
  path: string;
  write(name: string, text: string): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'proc-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { path, write };
}
