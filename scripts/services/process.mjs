// Child processes: short ones that are waited for, and the search for the ones a service left running.
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Aborted when the user interrupts the script: waits end, and installers are stopped. */
export const interruption = new AbortController();

/** Sleeps; rejects when the script is interrupted. */
export const pause = (milliseconds) => setTimeout(milliseconds, undefined, { signal: interruption.signal });

/** Progress, for people: results alone go to standard output. */
export const say = (message) => process.stderr.write(`${message}\n`);

/** Every process of a service carries this variable with the service's state folder, and passes it to its children. */
const MARK = 'ANOMALY_DETECTION_SERVICE';

/** The environment that marks a process, and whatever it starts, as belonging to the service with this state folder. */
export const marked = (stateFolder, extra = {}) => ({ ...process.env, ...extra, [MARK]: stateFolder });

/**
 * Pids that belong to the service with this state folder. A pid file is not enough: the process may have died, and its
 * number may belong to another program now. The mark is in the environment of the process itself, and of its children.
 */
export function findMarked(stateFolder) {
  const mark = `${MARK}=${stateFolder}`;
  if (process.platform !== 'linux') {
    return execFileSync('ps', ['-axwwE', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 1e8 })
      .split('\n')
      .filter((line) => `${line} `.includes(` ${mark} `))
      .map((line) => Number.parseInt(line, 10));
  }
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => environmentOf(pid).includes(mark));
}

function environmentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // gone by now, or somebody else's
  }
}

/** Sends a signal to each of the processes that are still there. */
export function signalAll(pids, signal) {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
}

/** Runs a command to its end and returns its output; throws with the end of that output if it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: interruption.signal,
      ...options,
    });
    let output = '';
    const collect = (chunk) => {
      output = (output + chunk).slice(-100_000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else
        reject(
          new Error(`"${command} ${args.join(' ')}" ended with ${code ?? signal}:\n${lastLines(output)}`),
        );
    });
  });
}

/** The version that `command --version` reports, e.g. "2.42.0". */
export const versionOf = async (command) =>
  /version v?(\d+\.\d+\.\d+)/.exec(await run(command, ['--version']))?.[1] ?? '';

/** The full path of a command, or undefined when it is not on the PATH. */
export function which(command) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, command))
    .find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The end of a text, for error messages. */
export function lastLines(text, count = 15) {
  return text
    .trimEnd()
    .split('\n')
    .slice(-count)
    .map((line) => `    ${line}`)
    .join('\n');
}
