// A service is a server that outlives this script: installed once, started detached, found again by its mark.
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isListening } from './network.mjs';
import { findMarked, lastLines, marked, pause, signalAll } from './process.mjs';
import { state } from './state.mjs';

/**
 * @typedef {object} Definition
 * @property {string} name
 * @property {string} describe one line for people
 * @property {() => string | Promise<string>} version what is installed; asked for when the service is up
 * @property {number} port where it listens on loopback
 * @property {() => Promise<void>} install makes everything that a start needs; cheap when it is there already
 * @property {() => { command: string, args: string[], env?: Record<string, string> }} launch how the server is started
 * @property {() => Promise<boolean>} ready whether it answers its own protocol, not merely a connection
 * @property {number} [startSeconds] how long a start may take
 */

/** Turns a definition into a service: what is known about it, and what can be done with it. */
export function service({ name, describe, version, port, install, launch, ready, startSeconds = 60 }) {
  const folder = state(name);
  const log = join(folder, `${name}.log`);
  const pidFile = join(folder, `${name}.pid`);

  /** The server's pid, or undefined when it does not run, whatever the pid file says. */
  function pid() {
    const recorded = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : undefined;
    return findMarked(folder).find((candidate) => candidate === recorded);
  }

  /** Starts the server if it is not running, and waits until it answers. Returns its pid. */
  async function start() {
    const running = pid() ?? (await launchDetached());
    const deadline = Date.now() + startSeconds * 1000;
    while (!(await ready())) {
      if (pid() === undefined) throw failure('ended before it was ready');
      if (Date.now() > deadline) throw failure(`was not ready after ${startSeconds} s`);
      await pause(100);
    }
    return running;
  }

  async function launchDetached() {
    await endProcesses(5); // children of a server that was killed
    if (await isListening(port)) {
      throw new Error(`port ${port} is taken by another program: stop that, or use SERVICES_PORT_OFFSET=100`);
    }
    mkdirSync(folder, { recursive: true });
    if (existsSync(log)) renameSync(log, `${log}.previous`);
    const { command, args, env } = launch();
    const output = openSync(log, 'w');
    const child = spawn(command, args, {
      cwd: folder,
      detached: true,
      stdio: ['ignore', output, output],
      env: marked(folder, env),
    });
    closeSync(output);
    const failed = new Promise((_, reject) => child.once('error', reject));
    await Promise.race([failed, new Promise((resolve) => child.once('spawn', resolve))]);
    child.unref();
    writeFileSync(pidFile, `${child.pid}\n`);
    return child.pid;
  }

  /** Stops the server and everything it started: politely, then by force. Returns whether anything ran. */
  async function stop() {
    const any = await endProcesses(20);
    rmSync(pidFile, { force: true });
    return any;
  }

  /** Ends the service's processes and waits until they are gone. Returns whether there were any. */
  async function endProcesses(graceSeconds) {
    const pids = findMarked(folder);
    signalAll(pids, 'SIGTERM');
    const deadline = Date.now() + graceSeconds * 1000;
    for (let left = pids; left.length > 0; left = findMarked(folder)) {
      if (Date.now() > deadline) signalAll(left, 'SIGKILL');
      await pause(50);
    }
    return pids.length > 0;
  }

  /** Installs what is missing, starts, waits. A half-done earlier attempt is cleared away first. */
  async function up() {
    if (pid() === undefined) await endProcesses(5);
    await install();
    return start();
  }

  function failure(what) {
    const tail = existsSync(log) ? lastLines(readFileSync(log, 'utf8')) : '';
    const advice = `Whole log: ${log}\nThen run "down" and "up" again; deleting ${folder} starts it with empty data.`;
    return new Error(`${name} ${what}. The end of its log:\n${tail}\n${advice}`);
  }

  return { name, describe, version, port, address: `localhost:${port}`, log, pid, ready, up, stop };
}
