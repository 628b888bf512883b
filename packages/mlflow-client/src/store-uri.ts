import { homedir } from 'node:os';
import { invalidOption } from './check-option.js';
import type { Credentials } from './credentials.js';

/** Where a store is: a server, or a folder of this machine. */
export type StoreLocation =
  | { readonly kind: 'rest'; readonly baseUrl: string; readonly credentials: Credentials | undefined }
  | { readonly kind: 'file'; readonly folder: string };

/** Reads a store's URI: `http(s)://…`, `file:…` (relative to the working directory as in `file:./mlruns`), or a path. */
export function parseStoreUri(option: string, uri: string): StoreLocation {
  if (typeof uri !== 'string' || uri === '') throw invalidOption(option, 'be a URI or a path', uri);
  if (/^https?:\/\//i.test(uri)) {
    if (!URL.canParse(uri)) {
      throw invalidOption(option, 'be a valid URL', '(not shown: it may hold a password)');
    }
    const { origin, pathname, username, password } = new URL(uri);
    const credentials =
      username === ''
        ? undefined
        : { username: decodeURIComponent(username), password: decodeURIComponent(password) };
    return { kind: 'rest', baseUrl: `${origin}${pathname}`.replace(/\/+$/, ''), credentials };
  }
  const path = uri.startsWith('file:') ? decodePath(uri.slice('file:'.length)) : uri;
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) {
    throw invalidOption(option, 'be http(s):, file: or a path', uri.split(':')[0]);
  }
  return { kind: 'file', folder: path.replace(/^~(?=\/|$)/, homedir()) };
}

/** `file:///a`, `file://localhost/a`, `file:/a` and `file:./a`. */
function decodePath(path: string): string {
  const local = path.replace(/^\/\/(localhost)?(?=\/)/, '').replace(/^\/([a-z]:)/i, '$1');
  return local.includes('%') ? decodeURIComponent(local) : local;
}
