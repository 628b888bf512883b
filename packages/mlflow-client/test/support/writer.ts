import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const script = fileURLToPath(new URL('./writer-process.mjs', import.meta.url));
/** Whether there is what a writer runs. */
export const isBuilt = existsSync(new URL('../../dist/index.js', import.meta.url));

/** A process that writes steps from `first` on; ends when it is killed, with the last step that it said was written. */
export function writer(folder: string, runId: string, first: number) {
  const child = spawn(process.execPath, [script, folder, runId, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  return {
    hasWritten: () => said.includes('\n'),
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'close');
      return said
        .slice(0, said.lastIndexOf('\n') + 1)
        .split('\n')
        .filter(Boolean)
        .map(Number);
    },
  };
}
