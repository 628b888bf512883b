import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { systemCode } from '../errors.js';

/**
 * Why a server could not listen.
 *
 * - `port_in_use`: another process listens there
 * - `permission`: ports below 1024 usually need privileges
 * - `address`: this machine has no such address, or the name does not resolve
 * - `failed`: anything else; `error` says what
 */
export type ListenFailureReason = 'port_in_use' | 'permission' | 'address' | 'failed';

const REASONS: Readonly<Record<string, ListenFailureReason>> = {
  EADDRINUSE: 'port_in_use',
  EACCES: 'permission',
  EPERM: 'permission',
  EADDRNOTAVAIL: 'address',
  EAFNOSUPPORT: 'address',
  EINVAL: 'address',
  ENOTFOUND: 'address',
  EAI_AGAIN: 'address',
};

const MESSAGES: Readonly<Record<ListenFailureReason, string>> = {
  port_in_use: 'another process is using this port; stop it or choose another port',
  permission: 'not permitted; ports below 1024 usually need privileges, choose a higher one',
  address: 'this machine has no such address; 0.0.0.0 listens on all of them',
  failed: 'the system refused',
};

/** The reason of an error of `listen`, and a sentence that says what to do. */
export function describeListenFailure(error: Error, host: string, port: number) {
  const reason = REASONS[systemCode(error)] ?? 'failed';
  return {
    reason,
    message: `cannot listen on ${authority(host, port)}: ${MESSAGES[reason]} (${error.message})`,
  };
}

/** Resolves with the port. Rejects with the system's error. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** `host:port` as it is written in a URL. */
export function authority(host: string, port: number): string {
  return isIPv6(host) ? `[${host.replace('%', '%25')}]:${port}` : `${host}:${port}`;
}

/** An address that a client on this machine can open, even if the server listens on all addresses. */
export function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
