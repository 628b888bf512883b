import { fileURLToPath } from 'node:url';
import { MlflowError } from '../errors.js';
import type { RestTransport } from '../rest/transport.js';
import { localArtifacts } from './local.js';
import type { MultipartOptions } from './multipart.js';
import { proxiedArtifacts } from './proxy.js';
import type { ArtifactRepository } from './repository.js';

/** Makes the repository of a URI: a plug-in for storage that this package does not know, such as `s3:`. */
export type ArtifactRepositoryFactory = (uri: string) => ArtifactRepository;

/** Finds the repository for a URI by its scheme. */
export function resolveArtifacts(
  uri: string,
  {
    transport,
    factories,
    multipart,
  }: {
    /** Undefined for the file store. */
    readonly transport: RestTransport | undefined;
    readonly factories: Readonly<Record<string, ArtifactRepositoryFactory>>;
    readonly multipart: Required<MultipartOptions>;
  },
): ArtifactRepository {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1]?.toLowerCase() ?? 'file';
  const factory = Object.hasOwn(factories, scheme) ? factories[scheme] : undefined;
  if (factory) return factory(uri);
  if (scheme === 'mlflow-artifacts' && transport) return proxiedArtifacts(uri, transport, multipart);
  if (scheme === 'file') {
    // A path of the server's machine means something else, or nothing, on this one.
    if (transport && !isThisMachine(transport.baseUrl)) {
      throw new MlflowError('UNSUPPORTED_URI', `${uri} is a folder of the server, which is another machine`);
    }
    return localArtifacts(uri, uri.startsWith('file:') ? fileURLToPath(new URL(uri)) : uri);
  }
  throw new MlflowError(
    'UNSUPPORTED_URI',
    `no artifact repository for "${scheme}:", pass one in the option artifactRepositories`,
  );
}

function isThisMachine(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}
