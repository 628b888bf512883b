import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built command, as users start it. */
export const command = fileURLToPath(new URL('../../bin/ad.js', import.meta.url));

/** A process of the `ad` command, and everything it has said so far. */
export interface AdProcess {
  readonly child: ChildProcess;
  readonly output: { out: string; err: string };
  /** Resolves with the exit code (null when killed by a signal). */
  readonly exited: Promise<number | null>;
  /** Resolves when `err` matches; rejects when the process ends before it does. */
  says(pattern: RegExp): Promise<RegExpMatchArray>;
}

/** Starts `ad` with an environment that holds nothing of the one the tests run in, in a folder of its own unless told otherwise. */
export function startAd(
  args: readonly string[],
  env: Record<string, string> = {},
  cwd = mkdtempSync(join(tmpdir(), 'ad-test-')),
): AdProcess {
  const child = spawn(process.execPath, [command, ...args], { cwd, env: { PATH: process.env.PATH, ...env } });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output.err += text;
  });
  const exited = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return {
    child,
    output,
    exited,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = output.err.match(pattern);
          if (match) resolve(match);
        };
        child.stderr.on('data', look);
        void exited.then(() => reject(new Error(`ended without saying ${pattern}:\n${output.err}`)));
        look();
      }),
  };
}

/** Runs `ad` to its end. */
export async function ad(args: readonly string[], env: Record<string, string> = {}, cwd?: string) {
  const process = startAd(args, env, cwd);
  const code = await process.exited;
  return { code, ...process.output };
}

/** Writes a configuration file into a folder of its own and returns its path. */
export async function configFile(content: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ad-test-'));
  const file = join(folder, 'config.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** A configuration that learns for two seconds and then scores five times a second, on any free port. */
export const quick = {
  data_collection: {
    interval_seconds: 0.2,
    baseline_duration_seconds: 2,
    baseline_interval_seconds: 0.2,
    collection_duration_minutes: null,
  },
  services: { prometheus_port: 0, http_host: '127.0.0.1' },
};

/** A web server that answers every request alike. */
export async function answering(
  status: number,
  body: string,
): Promise<{ server: Server; url: string; port: number }> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}`, port };
}
