import { createWriteStream, openAsBlob } from 'node:fs';
import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MlflowError } from '../errors.js';
import { asObject, listOf, numberOf, textOf } from '../rest/json.js';
import type { RestTransport } from '../rest/transport.js';
import type { CallOptions } from '../stores.js';
import { type ArtifactRepository, checkArtifactPath } from './repository.js';

/** Artifacts that an MLflow server keeps and hands out itself: URIs of the scheme `mlflow-artifacts:`. */
export function proxiedArtifacts(uri: string, transport: RestTransport): ArtifactRepository {
  const { pathname, host } = new URL(uri);
  if (host !== '' && host !== new URL(transport.baseUrl).host) {
    throw new MlflowError('UNSUPPORTED_URI', `${uri} is kept by another server than ${transport.baseUrl}`);
  }
  // `pathname` is encoded by `new URL` only where it has to be, so decode it before each segment is encoded.
  const root = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '');
  const endpoint = `${transport.baseUrl}/api/2.0/mlflow-artifacts/artifacts`;
  const urlOf = (path: string) =>
    `${endpoint}/${posix.join(root, checkArtifactPath(path)).split('/').map(encodeURIComponent).join('/')}`;
  const fetchFile = (path: string, options?: CallOptions) =>
    transport.send({ method: 'GET', url: urlOf(path) }, options).catch((error) => {
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
      const answer = asObject(
        await (await transport.send({ method: 'GET', url }, options)).json(),
        'artifacts',
      );
      return listOf(answer, 'files')
        .map((file) => ({
          path: posix.join(folder, textOf(file, 'path')),
          isFolder: file.is_dir === true,
          size: file.is_dir === true ? undefined : (numberOf(file, 'file_size') ?? 0),
        }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    async write(path, content, options) {
      await transport.send({ method: 'PUT', url: urlOf(path), body: content }, options);
    },
    async read(path, options) {
      return new Uint8Array(await (await fetchFile(path, options)).arrayBuffer());
    },
    async upload(localFile, path, options) {
      // With its length known beforehand: servers stumble over chunks.
      const body = await openAsBlob(localFile);
      await transport.send({ method: 'PUT', url: urlOf(path), body }, options);
    },
    async download(path, localFile, options) {
      const { body } = await fetchFile(path, options);
      await pipeline(body ?? [], createWriteStream(localFile));
    },
  };
}
