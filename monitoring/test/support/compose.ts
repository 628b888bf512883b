import { fileURLToPath } from 'node:url';
import { readYaml, repository } from './files.js';

/** The parts of a service that are tested here; dclint checks the rest. */
export interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly extra_hosts?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart?: string;
  readonly deploy?: { readonly resources?: { readonly limits?: { readonly memory?: string } } };
}

interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** The path of docker-compose.yml. */
export const composePath = fileURLToPath(new URL('docker-compose.yml', repository));

/** docker-compose.yml with its anchors resolved and its variables as they are. */
export const compose = await readYaml<ComposeFile>(composePath);

/** Fills in `${NAME:-default}` as Docker does. */
export function interpolated(text: string, env: Readonly<Record<string, string>> = {}): string {
  return text.replace(/\$\{(\w+):-([^}]*)\}/g, (_, name, usual) => env[name] || usual);
}

/** `address:published:target` as numbers and address. */
export function portsOf(service: Service): { address: string; published: number; target: number }[] {
  return (service.ports ?? []).map((port) => {
    const [address, published, target] = port.split(':');
    return { address: address!, published: Number(published), target: Number(target) };
  });
}
