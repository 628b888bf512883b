import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, realpath, rm, symlink, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the folder free again. */
export type ReleaseLock = () => Promise<void>;

const PREFIX = 'lock-';
/** Longest path that the systems take for a socket: macOS has room for 103 bytes, Linux for 107. */
const LONGEST_SOCKET_PATH = 103;

/**
 * Takes a folder for this process; `undefined` when another has it, or this one already. The lock is a socket that listens, which
 * the system closes however the process ends: it is never left behind, and no number of a process that may have been given to another
 * has to be trusted.
 *
 * Each process listens before it looks for others, so of two that come at once at least one sees the other: never do both go on.
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

/** A pipe of Windows goes with its process, and a second one of the same name is refused. */
async function lockPipe(folder: string): Promise<ReleaseLock | undefined> {
  const name = createHash('sha256').update(folder.toLowerCase()).digest('hex');
  try {
    const server = await listenAt(`\\\\.\\pipe\\ad-outbox-${name}`);
    return () => closeServer(server);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

/** A folder whose sockets would have too long a path is reached through a link, for as long as it takes. */
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
      // A lock is no reason for a process to stay.
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

/** Whether somebody listens: the socket of a process that is gone refuses, whatever else goes wrong may be somebody. */
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
