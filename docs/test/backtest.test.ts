import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

it('the backtest of the guide says what the guide shows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ad-docs-'));
  const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  try {
    writeFileSync(join(folder, 'week.csv'), node(path('../guides/week.mjs')));
    const command = ['backtest', 'week.csv', '--learn', '30%', '--alerts-per-week', '3'];
    const report = node(path('../../apps/pipeline/bin/ad.js'), ...command);
    const guide = readFileSync(path('../guides/backtest.md'), 'utf8');
    expect(guide).toContain(`node docs/guides/week.mjs > week.csv\nad ${command.join(' ')}`);
    expect(/```text\n(.*?)```/s.exec(guide)?.[1]).toBe(report);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
