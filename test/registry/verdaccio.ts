import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** A package registry for one test, empty at first. */
export interface Registry {
  readonly url: string;
  /** What an `.npmrc` needs to publish to it. */
  readonly credentials: string;
  stop(): Promise<void>;
}

/** Starts a Verdaccio on a free port that keeps everything below `folder`, and waits until it answers. */
export async function startRegistry(folder: string): Promise<Registry> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const config = join(folder, 'verdaccio.yaml');
  await writeFile(config, verdaccioConfig(folder));
  const bin = createRequire(import.meta.url).resolve('verdaccio/bin/verdaccio');
  const server = spawn(process.execPath, [bin, '--config', config, '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  try {
    await untilItAnswers(url, server);
    const token = await createUser(url);
    return {
      url,
      credentials: `//127.0.0.1:${port}/:_authToken=${token}`,
      stop: () => stop(server),
    };
  } catch (cause) {
    await stop(server);
    throw new Error(`Verdaccio did not start; its log:\n${log}`, { cause });
  }
}

// It has our packages only: consumers get all others from where they usually do.
function verdaccioConfig(folder: string): string {
  return `
storage: ${join(folder, 'storage')}
auth:
  htpasswd: { file: ${join(folder, 'htpasswd')}, max_users: 1, algorithm: bcrypt, rounds: 1 }
packages:
  '@ad/*': { access: $all, publish: $authenticated }
max_body_size: 50mb
log: { type: stdout, format: pretty, level: warn }
`;
}

async function createUser(url: string): Promise<string> {
  const response = await fetch(`${url}-/user/org.couchdb.user:releaser`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'releaser', password: 'of-a-test-only' }),
  });
  const body = (await response.json()) as { readonly token?: string };
  if (body.token === undefined) throw new Error(`no token for a user: ${JSON.stringify(body)}`);
  return body.token;
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  for (const until = Date.now() + 30_000; ; await setTimeout(100)) {
    const answer = await fetch(`${url}-/ping`).catch(() => undefined);
    if (answer?.ok) return;
    if (server.exitCode !== null) throw new Error(`it ended with exit code ${server.exitCode}`);
    if (Date.now() > until) throw new Error('no answer within 30 s');
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = once(server, 'exit');
  server.kill();
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
