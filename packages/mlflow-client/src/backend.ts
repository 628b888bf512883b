import { randomUUID } from 'node:crypto';
import type { ArtifactRepository } from './artifacts/repository.js';
import { resolveArtifacts } from './artifacts/resolve.js';
import { checkOptions, type MlflowClientOptions, type OptionsInForce } from './client-options.js';
import { authorizationHeader } from './credentials.js';
import { fileStore } from './file/store.js';
import { restStore } from './rest/store.js';
import { RestTransport } from './rest/transport.js';
import { parseStoreUri } from './store-uri.js';
import type { MlflowStore } from './stores/store.js';

/** What a client works with: its stores, its clock, and the artifacts that their URIs name. */
export interface Backend extends MlflowStore {
  /** Whether models are registered elsewhere than where runs are kept. */
  readonly hasSeparateRegistry: boolean;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The artifacts at a URI; `UNSUPPORTED_URI` for storage that is not known. */
  artifactsAt(uri: string): ArtifactRepository;
}

/** Opens the stores that the options of a client name. Nothing is read or sent yet. */
export function openBackend(given: MlflowClientOptions): Backend {
  const options = checkOptions(given);
  const { trackingUri, registryUri, artifactRepositories: factories, multipart, now } = options;
  const tracking = openStore('trackingUri', trackingUri, options);
  const registry = registryUri === trackingUri ? tracking : openStore('registryUri', registryUri, options);
  const { transport } = tracking;
  return {
    ...tracking.store,
    registry: registry.store.registry,
    hasSeparateRegistry: registry !== tracking,
    now,
    artifactsAt: (uri) => resolveArtifacts(uri, { transport, factories, multipart }),
  };
}

interface OpenStore {
  readonly store: MlflowStore;
  /** Undefined for a folder. */
  readonly transport?: RestTransport;
}

function openStore(option: string, uri: string, options: OptionsInForce): OpenStore {
  const { now, onCorrupt } = options;
  const identity = { now, uuid: randomUUID };
  const location = parseStoreUri(option, uri);
  if (location.kind === 'file') return { store: fileStore(location.folder, { ...identity, onCorrupt }) };
  const credentials = options.credentials ?? location.credentials;
  const headers = credentials ? { authorization: authorizationHeader(credentials) } : {};
  const transport = new RestTransport({ ...options, baseUrl: location.baseUrl, headers });
  return { store: restStore(transport, identity), transport };
}
