// Runs a turbo task in the packages named, quietly: what it prints is shown only when it fails.
// Usage: node scripts/turbo.mjs <task> [turbo options]
import { spawnSync } from 'node:child_process';

const [task, ...options] = process.argv.slice(2);
const started = performance.now();
const result = spawnSync(
  'turbo',
  ['run', task, '--output-logs=errors-only', '--log-order=grouped', ...options],
  {
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
    // On Windows the executable is a .cmd file, which only a shell can start.
    shell: process.platform === 'win32',
  },
);
if (result.status === 0) {
  console.error(`✓ ${task} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
} else {
  console.error(result.error ?? `${result.stdout}${result.stderr}`);
  process.exitCode = 1;
}
