import { randomUUID } from 'node:crypto';
import { createWriteStream, openAsBlob } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MlflowError } from '../errors.js';
import { listOf, numberOf, textOf } from '../rest/json.js';
import type { RestTransport } from '../rest/transport.js';
import type { CallOptions } from '../stores/calls.js';
import { type MultipartOptions, uploadInParts } from './multipart.js';
import { type ArtifactRepository, checkArtifactPath } from './repository.js';

/** Artifacts that an MLflow server keeps and hands out itself: URIs of the scheme `mlflow-artifacts:`. */
export function proxiedArtifacts(
  uri: string,
  transport: RestTransport,
  { minimumBytes, partBytes }: Required<MultipartOptions>,
): ArtifactRepository {
  const { pathname, host } = new URL(uri);
  if (host !== '' && host !== new URL(transport.baseUrl).host) {
    throw new MlflowError('UNSUPPORTED_URI', `${uri} is kept by another server than ${transport.baseUrl}`);
  }
  // `pathname` is encoded by `new URL` only where it has to be, so decode it before each segment is encoded.
  const root = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '');
  const endpoint = `${transport.baseUrl}/api/2.0/mlflow-artifacts/artifacts`;
  const pathOf = (path: string) => posix.join(root, checkArtifactPath(path));
  const urlOf = (path: string) => `${endpoint}/${pathOf(path).split('/').map(encodeURIComponent).join('/')}`;
  const put = (path: string, body: string | Uint8Array<ArrayBuffer> | Blob, options?: CallOptions) =>
    transport.send({ method: 'PUT', url: urlOf(path), body }, discard, options);
  const get = <Content>(
    path: string,
    read: (response: Response) => Promise<Content>,
    options?: CallOptions,
  ): Promise<Content> =>
    transport.send({ method: 'GET', url: urlOf(path) }, read, options).catch((error) => {
      if (!(error instanceof MlflowError) || (error.status !== 404 && !/No such file/.test(error.message)))
        throw error;
      throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `no artifact ${JSON.stringify(path)} in ${uri}`, {
        cause: error,
      });
    });

  return {
    uri,
    async list(folder = '', options) {
      const path = folder === '' ? root : posix.join(root, checkArtifactPath(folder));
      const url = `${endpoint}?${new URLSearchParams({ path })}`;
      const answer = await transport.json({ method: 'GET', url }, options);
      return listOf(answer, 'files')
        .map((file) => ({
          path: posix.join(folder, textOf(file, 'path')),
          isFolder: file.is_dir === true,
          size: file.is_dir === true ? undefined : (numberOf(file, 'file_size') ?? 0),
        }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    async write(path, content, options) {
      await put(path, content, options);
    },
    async read(path, options) {
      return get(path, async (response) => new Uint8Array(await response.arrayBuffer()), options);
    },
    async upload(localFile, path, options) {
      // With its length known beforehand: servers stumble over chunks.
      const file = await openAsBlob(localFile);
      const isLarge = file.size >= minimumBytes;
      if (isLarge && (await uploadInParts(transport, pathOf(path), file, partBytes, options))) return;
      await put(path, file, options);
    },
    async download(path, localFile, options) {
      const temporary = `${localFile}.${randomUUID()}.tmp`;
      try {
        await get(
          path,
          ({ body }) => pipeline(body ?? [], createWriteStream(temporary), { signal: options?.signal }),
          options,
        );
        await rename(temporary, localFile);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
  };
}

/** For answers that say nothing; a body that nobody reads would keep its connection. */
async function discard(response: Response): Promise<void> {
  await response.body?.cancel();
}
