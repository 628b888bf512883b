import { homedir } from 'node:os';
import { MlflowError } from './errors.js';

/** Where a store is: a server, or a folder of this machine. */
export type StoreLocation =
  | { readonly kind: 'rest'; readonly baseUrl: string; readonly userInfo: string | undefined }
  | { readonly kind: 'file'; readonly folder: string };

/** Reads a store's URI: `http(s)://…`, `file:…` (relative to the working directory as in `file:./mlruns`), or a path. */
export function parseStoreUri(option: string, uri: string): StoreLocation {
  if (typeof uri !== 'string' || uri === '') throw invalid(option, 'be a URI or a path', uri);
  if (/^https?:\/\//i.test(uri)) {
    if (!URL.canParse(uri)) throw invalid(option, 'be a valid URL', '(not shown: it may hold a password)');
    const url = new URL(uri);
    const userInfo = url.username === '' ? undefined : decodeURIComponent(`${url.username}:${url.password}`);
    return { kind: 'rest', baseUrl: `${url.origin}${url.pathname}`.replace(/\/+$/, ''), userInfo };
  }
  const path = uri.startsWith('file:') ? decodePath(uri.slice('file:'.length)) : uri;
  if (/^[a-z][a-z0-9+.-]+:/i.test(path))
    throw invalid(option, 'be http(s):, file: or a path', uri.split(':')[0]);
  return { kind: 'file', folder: path.replace(/^~(?=\/|$)/, homedir()) };
}

/** Returns `value` when it is a number of `[minimum, maximum]`. */
export function numberOption(name: string, value: number, minimum: number, maximum: number): number {
  if (typeof value === 'number' && value >= minimum && value <= maximum) return value;
  throw invalid(name, `be a number from ${minimum} to ${maximum}`, value);
}

/** Throws when an object has a key that is not known: a misspelt option would silently do nothing. */
export function knownOptions(options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) throw invalid('an option', `be one of ${known.join(', ')}`, unknown);
}

/** `file:///a`, `file://localhost/a`, `file:/a` and `file:./a`. */
function decodePath(path: string): string {
  const local = path.replace(/^\/\/(localhost)?(?=\/)/, '').replace(/^\/([a-z]:)/i, '$1');
  return local.includes('%') ? decodeURIComponent(local) : local;
}

function invalid(name: string, rule: string, value: unknown): MlflowError {
  return new MlflowError('INVALID_OPTION', `${name} must ${rule}, got ${JSON.stringify(value)}`);
}
