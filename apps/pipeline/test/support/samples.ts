import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'ad-backtest-test-'));
}

/** Midnight, so that times are easy to read. */
export const start = Date.UTC(2026, 0, 1);

/** One row per minute: a calm CPU and memory, and twenty minutes of full CPU from row 300 of 600 on, labelled where wanted. */
export function rows({ count = 600, host = 'web-1', labelled = true } = {}): string[] {
  return Array.from({ length: count }, (_, i) => {
    const isAnomaly = i >= 300 && i < 320;
    const cpu = isAnomaly ? 97 : 20 + 3 * Math.sin(i / 7) + ((i * 37) % 11) / 10;
    const memory = 50 + Math.cos(i / 11) + ((i * 53) % 7) / 10;
    const cells = [new Date(start + 60_000 * i).toISOString(), host, cpu.toFixed(2), memory.toFixed(2)];
    return [...cells, ...(labelled ? [isAnomaly ? 1 : 0] : [])].join(',');
  });
}

/** Writes a CSV file into a folder of its own and returns its path. */
export async function csv(
  lines: readonly string[],
  header = 'timestamp,host,cpu_percent,memory_percent,label',
) {
  const file = join(await temporaryFolder(), 'samples.csv');
  await writeFile(file, `${[header, ...lines].join('\n')}\n`);
  return file;
}
