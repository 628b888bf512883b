import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { MlflowError } from '../errors.js';
import { hasCode } from '../file/disk/files.js';
import { type ArtifactInfo, type ArtifactRepository, checkArtifactPath } from './repository.js';

const temporaryName = /\.[0-9a-f-]{36}\.tmp$/;

/** Artifacts in a folder of this machine. A file appears whole or not at all. */
export function localArtifacts(uri: string, folder: string): ArtifactRepository {
  /** Writes beside the target and then renames, so that a reader never sees half a file. */
  const place = async (path: string, fill: (temporary: string) => Promise<void>) => {
    const target = join(folder, checkArtifactPath(path));
    await mkdir(dirname(target), { recursive: true });
    const temporary = `${target}.${randomUUID()}.tmp`;
    try {
      await fill(temporary);
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  };
  const absent = (path: string, cause: unknown) =>
    hasCode(cause, 'ENOENT', 'ENOTDIR', 'EISDIR')
      ? new MlflowError('RESOURCE_DOES_NOT_EXIST', `no artifact ${JSON.stringify(path)} in ${uri}`, { cause })
      : cause;

  return {
    uri,
    async list(path = '', options) {
      options?.signal?.throwIfAborted();
      const at = path === '' ? folder : join(folder, checkArtifactPath(path));
      const entries = await readdir(at, { withFileTypes: true }).catch((error) => {
        if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
        throw error;
      });
      const infos = entries
        .filter((entry) => !temporaryName.test(entry.name))
        .map(async (entry): Promise<ArtifactInfo> => {
          const isFolder = entry.isDirectory();
          const size = isFolder ? undefined : (await stat(join(at, entry.name))).size;
          return { path: posix.join(path, entry.name), isFolder, size };
        });
      return (await Promise.all(infos)).sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    async write(path, content, options) {
      await place(path, (temporary) => writeFile(temporary, content, options));
    },
    async read(path, options) {
      return readFile(join(folder, checkArtifactPath(path)), options).catch((error) => {
        throw absent(path, error);
      });
    },
    async upload(localFile, path, options) {
      options?.signal?.throwIfAborted();
      await place(path, (temporary) => copyFile(localFile, temporary));
    },
    async download(path, localFile, options) {
      options?.signal?.throwIfAborted();
      await copyFile(join(folder, checkArtifactPath(path)), localFile).catch((error) => {
        throw absent(path, error);
      });
    },
  };
}
