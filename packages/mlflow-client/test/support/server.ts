import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const { SERVICES_PORT_OFFSET = '0' } = process.env;

/** The MLflow server of `node scripts/services.mjs up mlflow`. */
export const serverUri = `http://127.0.0.1:${5000 + Number(SERVICES_PORT_OFFSET)}`;

const environment = {
  ...process.env,
  MLFLOW_ALLOW_FILE_STORE: 'true',
  MLFLOW_DISABLE_TELEMETRY: 'true',
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
  PYTHONIOENCODING: 'utf-8',
};

/** Runs a program of MLflow's own Python environment and returns what it wrote to standard output. */
export async function runMlflow(
  program: 'python' | 'mlflow',
  ...commandLine: readonly string[]
): Promise<string> {
  const { stdout } = await promisify(execFile)(pathOf(program), commandLine, {
    cwd: tmpdir(),
    env: environment,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** Serves a folder with MLflow for as long as `work` takes. */
export async function whileServed<Result>(
  folder: string,
  work: (uri: string) => Promise<Result>,
): Promise<Result> {
  const { uri, stop } = await serve(folder);
  try {
    return await work(uri);
  } finally {
    stop();
  }
}

/** Serves a folder with MLflow until it is stopped. */
export async function serve(folder: string): Promise<{ readonly uri: string; readonly stop: () => void }> {
  const port = await freePort();
  const uri = `http://127.0.0.1:${port}`;
  const commandLine = ['server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
  const server = spawn(pathOf('mlflow'), [...commandLine, '--backend-store-uri', `file:${folder}`], {
    cwd: dirname(folder),
    env: environment,
    detached: true, // a group of its own, because the server starts further processes
    stdio: 'ignore',
  });
  const stop = () => {
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid);
  };
  try {
    while (!(await fetch(`${uri}/health`).catch(() => undefined))?.ok) {
      if (server.exitCode !== null) throw new Error(`mlflow server ended with code ${server.exitCode}`);
      await sleep(200);
    }
  } catch (error) {
    stop();
    throw error;
  }
  return { uri, stop };
}

function pathOf(program: string): string {
  const environments = fileURLToPath(new URL('../../../../.services/mlflow', import.meta.url));
  const version = readdirSync(environments).find((name) => /^\d+\./.test(name));
  return `${environments}/${version}/bin/${program}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}
