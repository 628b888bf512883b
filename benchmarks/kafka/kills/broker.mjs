// A broker of its own beside the one of `node scripts/services.mjs up`, which can be killed without harm to others.
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('../../../scripts/services.mjs', import.meta.url));
const portOffset = 200;

async function services(command) {
  const env = { ...process.env, SERVICES_PORT_OFFSET: String(portOffset) };
  const args = [script, command, 'kafka', '--json'];
  // `status` of what does not run is a failure, with the same output.
  const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch((error) => error);
  const [status] = JSON.parse(stdout);
  return status;
}

/** A process that was killed takes a moment to let its port go. */
async function untilFree(port) {
  const isTaken = () =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  while (await isTaken()) await sleep(20);
}

/** Starts it unless it runs. `restart` kills it and starts it again, `stop` leaves it as it was found. */
export async function ownBroker() {
  const wasRunning = (await services('status')).ok;
  const start = async () => {
    const { ok, error, port } = await services('up');
    if (!ok) throw new Error(`no broker: ${error}`);
    return port;
  };
  const port = await start();
  return {
    brokers: `127.0.0.1:${port}`,
    async restart() {
      const { pid } = await services('status');
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      await untilFree(port);
      await start();
    },
    async stop() {
      if (!wasRunning) await services('down');
    },
  };
}
