// MLflow: tracking server and model registry on SQLite, in a Python virtual environment of its own.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answers } from './network.mjs';
import { marked, run, say } from './process.mjs';
import { service } from './service.mjs';
import { isStamped, stamp } from './stamp.mjs';
import { installation, shifted, state } from './state.mjs';
import { requireTools } from './tools.mjs';

const name = 'mlflow';
const port = shifted(5000);

const requirements = fileURLToPath(new URL('./mlflow/requirements.txt', import.meta.url));
const version = /mlflow==(\S+)/.exec(readFileSync(requirements, 'utf8'))[1];
const environment = join(installation(name), version);

export const mlflow = service({
  name,
  describe: `MLflow ${version}, tracking and model registry on SQLite`,
  version: () => version,
  port,
  startSeconds: 180, // the first start compiles Python and creates the database

  async install() {
    mkdirSync(state(name), { recursive: true });
    const complete = join(environment, 'complete');
    if (isStamped(complete, version)) return;
    await requireTools('python');
    say(`installing MLflow ${version} (once, takes a minute or two)`);
    rmSync(environment, { recursive: true, force: true });
    const env = marked(state(name));
    await run('python3', ['-m', 'venv', environment], { env });
    const pip = join(environment, 'bin', 'pip');
    await run(pip, ['install', '--quiet', '--no-cache-dir', '--requirement', requirements], { env });
    stamp(complete, version);
  },

  launch: () => ({
    command: join(environment, 'bin', 'mlflow'),
    args: [
      'server',
      ...['--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
      ...['--backend-store-uri', `sqlite:///${join(state(name), 'mlflow.db')}`],
      ...['--artifacts-destination', join(state(name), 'artifacts')],
    ],
    env: { MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
  }),

  ready: () => answers(`http://127.0.0.1:${port}/health`),
});
