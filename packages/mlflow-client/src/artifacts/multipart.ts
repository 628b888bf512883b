import { posix } from 'node:path';
import { MlflowError } from '../errors.js';
import { mapWithLimit } from '../map-with-limit.js';
import { asObject, type JsonObject, listOf, numberOf, textOf } from '../rest/json.js';
import type { RestTransport } from '../rest/transport.js';
import type { CallOptions } from '../stores/calls.js';

/** When and how a large file is uploaded in parts, straight to the storage behind the server. */
export interface MultipartOptions {
  /** Smallest file that is worth it, in bytes. @default 500 MiB, as in Python */
  readonly minimumBytes?: number;
  /** Size of a part, in bytes; storage like S3 takes no less than 5 MiB. @default 10 MiB, as in Python */
  readonly partBytes?: number;
}

/** Most parts that S3 takes; a file of more than that has larger ones. */
const mostParts = 10_000;

/** Parts that are on their way at a time; each is read from the disk as it goes. */
const partsAtOnce = 4;

/**
 * Uploads a file in parts to addresses that the server gives out, and tells the server when all are there. False, without having
 * done anything, when its storage cannot do that: the file is then to be sent to the server itself.
 *
 * @param path of the file below the root of the server's artifacts
 */
export async function uploadInParts(
  transport: RestTransport,
  path: string,
  file: Blob,
  partBytes: number,
  options?: CallOptions,
): Promise<boolean> {
  const size = Math.max(partBytes, Math.ceil(file.size / mostParts));
  const call = (step: 'create' | 'complete' | 'abort', body: JsonObject, callOptions?: CallOptions) => {
    const folder = posix.dirname(path).split('/').map(encodeURIComponent).join('/');
    const url = `${transport.baseUrl}/api/2.0/mlflow-artifacts/mpu/${step}/${folder}`;
    const json = JSON.stringify({ path: posix.basename(path), ...body });
    return transport.json({ method: 'POST', url, contentType: 'application/json', body: json }, callOptions);
  };

  const created = await call('create', { num_parts: Math.ceil(file.size / size) }, options).catch((error) => {
    if (!isUnsupported(error)) throw error;
  });
  if (created === undefined) return false;
  const uploadId = textOf(created, 'upload_id');
  try {
    const parts = await mapWithLimit(listOf(created, 'credentials'), partsAtOnce, async (credential) => {
      const number = numberOf(credential, 'part_number') ?? 0;
      const body = file.slice((number - 1) * size, number * size);
      const url = textOf(credential, 'url');
      const headers = headersOf(credential);
      const etag = await transport.send(
        { method: 'PUT', url, headers, body },
        async (response) => response.headers.get('etag'),
        options,
      );
      return { part_number: number, etag: etag ?? '', url };
    });
    const inOrder = parts.sort((a, b) => a.part_number - b.part_number);
    await call('complete', { upload_id: uploadId, parts: inOrder }, options);
  } catch (error) {
    // Without the signal, which may be the reason. Parts that stay behind cost money until somebody clears them away.
    await call('abort', { upload_id: uploadId }).catch(() => {});
    throw error;
  }
  return true;
}

/** What a server says whose storage knows no parts, or that is too old to know of them. */
function isUnsupported(error: unknown): boolean {
  return (
    error instanceof MlflowError && (error.code === 'NOT_IMPLEMENTED' || error.code === 'ENDPOINT_NOT_FOUND')
  );
}

function headersOf(credential: JsonObject): Record<string, string> {
  const headers = Object.entries(asObject(credential.headers ?? {}, 'headers of a part'));
  return Object.fromEntries(headers.map(([name, value]) => [name, String(value)]));
}
