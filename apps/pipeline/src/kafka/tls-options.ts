import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import type { Config } from '@ad/config';
import { describeError } from '../text/describe-error.js';

type TlsResult =
  | { readonly ok: true; readonly ssl: ConnectionOptions | false }
  | { readonly ok: false; readonly message: string };

const certificate = (pem: string): unknown => new X509Certificate(pem);

const files = [
  { key: 'tls_ca_file', option: 'ca', what: 'a PEM file with certificates', parse: certificate },
  { key: 'tls_cert_file', option: 'cert', what: 'a PEM file with a certificate', parse: certificate },
  { key: 'tls_key_file', option: 'key', what: 'a PEM file with a private key', parse: createPrivateKey },
] as const;

/** How to encrypt connections, with the files read, or what is wrong with them. */
export async function tlsOptions(kafka: Config['kafka']): Promise<TlsResult> {
  if (!kafka.tls) return { ok: true, ssl: false };
  const ssl: ConnectionOptions = {};
  for (const { key, option, what, parse } of files) {
    const path = kafka[key];
    if (path === null) continue;
    try {
      const pem = await readFile(path, 'utf8');
      // Judged here, where the file has a name: a connection would only say what OpenSSL does.
      parse(pem);
      ssl[option] = pem;
    } catch (error) {
      return { ok: false, message: `kafka.${key} must be ${what}, got ${whyNot(error, path)}` };
    }
  }
  return { ok: true, ssl };
}

function whyNot(error: unknown, path: string): string {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return missing ? `no file at ${resolve(path)}` : `${path}: ${describeError(error)}`;
}
