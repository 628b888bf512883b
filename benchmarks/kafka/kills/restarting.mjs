import { setTimeout as sleep } from 'node:timers/promises';
import { ad } from '../cluster.mjs';

/** The end of what a process has printed, kept for the report. */
const keptCharacters = 4000;

/**
 * An `ad` process that is started again whenever it is killed. `onExit` is called when it ends unasked, with the last lines that it
 * printed.
 */
export class Restarting {
  #name;
  #args;
  #onLine;
  #onExit;
  #running;
  #isPaused = false;

  constructor(name, args, { onLine, onExit }) {
    this.#name = name;
    this.#args = args;
    this.#onLine = onLine;
    this.#onExit = onExit;
  }

  get name() {
    return this.#name;
  }

  get isPaused() {
    return this.#isPaused;
  }

  start() {
    const process = ad(this.#args, { onLine: this.#onLine });
    const running = { process, isWanted: true };
    this.#running = running;
    void process.exited.then((code) => {
      if (!running.isWanted) return;
      this.#onExit(`${this.#name} ended with ${code}: ${process.errors().slice(-keptCharacters)}`);
      this.start();
    });
  }

  /** SIGKILL, and the next one at once. */
  async kill() {
    await this.#end('SIGKILL');
    this.start();
  }

  /** SIGSTOP and, after so long, SIGCONT: it goes on without knowing what it has missed. */
  async pause(milliseconds) {
    const { child } = this.#running.process;
    this.#isPaused = true;
    child.kill('SIGSTOP');
    await sleep(milliseconds);
    child.kill('SIGCONT');
    this.#isPaused = false;
  }

  /** SIGTERM; returns what it has printed. One that does not end in time is killed, and `onExit` is called. */
  async stop(milliseconds) {
    const { process } = this.#running;
    const late = setTimeout(() => {
      this.#onExit(
        `${this.#name} did not end within ${milliseconds} ms: ${process.errors().slice(-keptCharacters)}`,
      );
      process.child.kill('SIGKILL');
    }, milliseconds);
    const code = await this.#end('SIGTERM');
    clearTimeout(late);
    if (code !== 0 && code !== null) this.#onExit(`${this.#name} ended with ${code}: ${process.errors()}`);
    return process.errors();
  }

  /** Ends it for good, at once. */
  async end() {
    if (this.#running) await this.#end('SIGKILL');
  }

  async #end(signal) {
    this.#running.isWanted = false;
    const { process } = this.#running;
    process.child.kill(signal);
    const code = await process.exited;
    const damage = /^.* cannot be read and are left out.*$/m.exec(process.errors());
    if (damage) this.#onExit(`${this.#name} found its outbox damaged: ${damage[0]}`);
    return code;
  }
}
