import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, realpath, rm, symlink, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemCode } from '../errors.js';

/** Releases the folder. */
export type ReleaseLock = () => Promise<void>;

const PREFIX = 'lock-';
/** Longest path of a socket, in bytes: 103 on macOS, 107 on Linux. */
const LONGEST_SOCKET_PATH = 103;

/**
 * Locks a folder for this process. `undefined` if it is locked already, by another process or by this one. The lock is a socket that
 * listens. The system closes it however the process ends, so a lock never stays behind. A file with a process id would be less
 * safe: the system may give the same id to another process.
 *
 * Each process listens before it looks for other sockets. Of two that start at once, at least one sees the other, so they never both
 * get the lock.
 */
export async function lockFolder(folder: string): Promise<ReleaseLock | undefined> {
  if (platform() === 'win32') return lockPipe(await realpath(folder));
  const reach = await shortPath(folder);
  try {
    const own = PREFIX + randomUUID().slice(0, 8);
    const server = await listenAt(join(reach.path, own));
    const release = async (): Promise<void> => {
      await closeServer(server);
      await unlink(join(folder, own)).catch(() => {});
    };
    const others = (await readdir(folder)).filter((name) => name.startsWith(PREFIX) && name !== own);
    for (const other of others) {
      if (await answers(join(reach.path, other))) {
        await release();
        return undefined;
      }
      await unlink(join(folder, other)).catch(() => {});
    }
    return release;
  } finally {
    await reach.done();
  }
}

/** On Windows a pipe is the lock: it ends with its process, and a second pipe of the same name is refused. */
async function lockPipe(folder: string): Promise<ReleaseLock | undefined> {
  const name = createHash('sha256').update(folder.toLowerCase()).digest('hex');
  try {
    const server = await listenAt(`\\\\.\\pipe\\ad-outbox-${name}`);
    return () => closeServer(server);
  } catch (error) {
    if (systemCode(error) === 'EADDRINUSE') return undefined;
    throw error;
  }
}

/** A path to the folder that is short enough for sockets: where the folder's own path is too long, a temporary link. */
async function shortPath(
  folder: string,
): Promise<{ readonly path: string; readonly done: () => Promise<void> }> {
  const longest = Buffer.byteLength(join(folder, `${PREFIX}12345678`));
  if (longest <= LONGEST_SOCKET_PATH) return { path: folder, done: async () => {} };
  const temporary = await mkdtemp(join(tmpdir(), 'ad-'));
  const path = join(temporary, 'f');
  await symlink(await realpath(folder), path);
  return { path, done: () => rm(temporary, { recursive: true }) };
}

function listenAt(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      // The lock must not keep the process running.
      server.unref();
      resolve(server);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/** Whether a process listens. The socket of an ended process refuses; any other error may come from a running one. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}
