import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** A server of one test, ended with it. */
export interface TestServer {
  readonly url: string;
}

/** A free port. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Writes files, given by their paths, into a folder that is deleted after the test. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ad-monitoring-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** Starts a command and waits until its server answers on `/-/ready`. */
async function start(command: string, args: readonly string[], port: number): Promise<TestServer> {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = `${said}${text}`.slice(-4000);
  });
  onTestFinished(() => end(child));
  for (let attempt = 0; attempt < 150; attempt++) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (answer?.ok) return { url };
    await sleep(100);
  }
  throw new Error(`${command} is not ready:\n${said}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}

/** A Prometheus with these files, among them `prometheus.yml`. */
export async function startPrometheus(files: Readonly<Record<string, string>>): Promise<TestServer> {
  const [folder, port] = [await folderOf(files), await freePort()];
  return start(
    'prometheus',
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    port,
  );
}

/** The command of Alertmanager, whose name Debian prefixes. */
function alertmanager(): string {
  const [debian, usual] = ['prometheus-alertmanager', 'alertmanager'];
  return spawnSync(debian, ['--version']).error === undefined ? debian : usual;
}

/** An Alertmanager with this configuration. */
export async function startAlertmanager(configuration: string): Promise<TestServer> {
  const [folder, port] = [await folderOf({ 'alertmanager.yml': configuration }), await freePort()];
  return start(
    alertmanager(),
    [
      `--config.file=${folder}/alertmanager.yml`,
      `--storage.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    port,
  );
}
