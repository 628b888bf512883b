import { posix } from 'node:path';
import { MlflowError } from '../errors.js';
import type { CallOptions } from '../stores/calls.js';

/** A file or a folder of artifacts. */
export interface ArtifactInfo {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Bytes; undefined for a folder. */
  readonly size: number | undefined;
}

/**
 * The files of one run or model. Paths are relative, with `/`; one that leads outside is an `INVALID_PARAMETER_VALUE`, one
 * that does not exist is a `RESOURCE_DOES_NOT_EXIST`.
 */
export interface ArtifactRepository {
  readonly uri: string;
  /** What is directly in a folder, by name; nothing when there is no such folder. */
  list(folder?: string, options?: CallOptions): Promise<ArtifactInfo[]>;
  /** Writes a file from memory. */
  write(path: string, content: string | Uint8Array<ArrayBuffer>, options?: CallOptions): Promise<void>;
  /** Reads a file into memory. */
  read(path: string, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Copies a local file into the repository, without holding it in memory. */
  upload(localFile: string, path: string, options?: CallOptions): Promise<void>;
  /** Copies a file of the repository to a local one, whose folder must exist, without holding it in memory. */
  download(path: string, localFile: string, options?: CallOptions): Promise<void>;
}

/** Returns a path of an artifact that stays inside of its repository. */
export function checkArtifactPath(path: string): string {
  const plain =
    path !== '' &&
    !path.startsWith('/') &&
    !path.endsWith('/') &&
    !path.includes('\\') &&
    !path.includes('\0') &&
    !/^[a-z]:/i.test(path) &&
    posix.normalize(path) === path &&
    path !== '.' &&
    path.split('/').every((segment) => segment !== '..');
  if (plain) return path;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `an artifact path must be plain and relative, got ${JSON.stringify(path)}`,
  );
}
