// MLflow's Python client, the named peer, and what the programs here share.

import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const { MLFLOW_TRACKING_URI, SERVICES_PORT_OFFSET = '0' } = process.env;

/** The server of `node scripts/services.mjs up mlflow`, unless another is named. */
export const serverUri = MLFLOW_TRACKING_URI ?? `http://127.0.0.1:${5000 + Number(SERVICES_PORT_OFFSET)}`;

/** Runs `peer.py` in MLflow's own Python environment; gives what it measured. */
export async function askPython(...commandLine) {
  const script = fileURLToPath(new URL('peer.py', import.meta.url));
  const env = { ...process.env, MLFLOW_ALLOW_FILE_STORE: 'true', MLFLOW_DISABLE_TELEMETRY: 'true' };
  const run = promisify(execFile)(pythonOf(), [script, ...commandLine], { env, cwd: tmpdir() });
  return JSON.parse((await run).stdout.trim().split('\n').at(-1));
}

function pythonOf() {
  const environments = fileURLToPath(new URL('../../.services/mlflow', import.meta.url));
  const version = readdirSync(environments).find((name) => /^\d+\./.test(name));
  return join(environments, version, 'bin', 'python');
}

export async function newFolder() {
  return join(await mkdtemp(join(tmpdir(), 'bench-mlflow-')), 'mlruns');
}

/** Best, middle and worst of some times. */
export function summary(times) {
  const sorted = times.toSorted((a, b) => a - b).map((time) => Math.round(time));
  return { best: sorted[0], median: sorted[sorted.length >> 1], worst: sorted.at(-1) };
}
