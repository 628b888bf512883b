import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { broker } from './support/broker.js';

const kills = fileURLToPath(new URL('../../../benchmarks/kafka/kills/index.mjs', import.meta.url));

// A small one of the measurement of the same name, which restarts brokers too; the one of the tests is not the test's to restart.
it('nothing is lost when collectors and detectors are killed', { timeout: 150_000 }, async () => {
  const args = [kills, '--kills', '10', '--restarts', '0', '--pauses', '1', '--brokers', broker, '--json'];
  const run = promisify(execFile)(process.execPath, args);
  const { stdout, stderr } = await run.catch((failed) => failed);
  expect(stdout, stderr).not.toBe('');
  const { violations, printed, samples, verdicts, deadLetters } = JSON.parse(stdout);
  expect(violations, stderr).toEqual({});
  expect(printed).toBeGreaterThan(100);
  expect(samples).toBeGreaterThanOrEqual(printed);
  expect({ verdicts, deadLetters }).toEqual({ verdicts: samples, deadLetters: 0 });
});
