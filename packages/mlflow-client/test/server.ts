import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const { SERVICES_PORT_OFFSET = '0' } = process.env;

/** The MLflow server of `node scripts/services.mjs up mlflow`. */
export const serverUri = `http://127.0.0.1:${5000 + Number(SERVICES_PORT_OFFSET)}`;

/** Runs a program of MLflow's own Python environment and returns what it wrote to standard output. */
export async function runMlflow(
  program: 'python' | 'mlflow',
  ...commandLine: readonly string[]
): Promise<string> {
  const environments = fileURLToPath(new URL('../../../.services/mlflow', import.meta.url));
  const version = readdirSync(environments).find((name) => /^\d+\./.test(name));
  const { stdout } = await promisify(execFile)(`${environments}/${version}/bin/${program}`, commandLine, {
    cwd: tmpdir(),
    env: {
      ...process.env,
      MLFLOW_ALLOW_FILE_STORE: 'true',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      PYTHONIOENCODING: 'utf-8',
    },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}
