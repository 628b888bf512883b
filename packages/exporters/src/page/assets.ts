import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Route } from '../server/contracts.js';

/** The same from `src/page` and from `dist/page`. */
const FOLDER = fileURLToPath(new URL('../../browser/', import.meta.url));
const uplot = (name: string) => createRequire(import.meta.url).resolve(`uplot/dist/${name}`);

/** Files with other extensions are not served. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Everything comes from this server, nothing is inline, and no text can become markup. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** The page at `/`, and its scripts, styles and icons below `/live/`. A file is read and compressed at its first request, then kept. */
export function assetRoutes(): [path: string, route: Route][] {
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
  return [
    ...names
      .filter((name) => extname(name) in CONTENT_TYPES)
      .map((name): [string, Route] => [pathOf(name), assetRoute(join(FOLDER, name))]),
    ['/live/uplot.js', assetRoute(uplot('uPlot.esm.js'))],
    ['/live/uplot.css', assetRoute(uplot('uPlot.min.css'))],
  ];
}

function pathOf(name: string): string {
  return name === 'index.html' ? '/' : `/live/${name.replaceAll(sep, '/')}`;
}

function assetRoute(file: string): Route {
  let asset: Asset | undefined;
  return (request, response) => {
    asset ??= load(file);
    answer(request, response, asset);
  };
}

interface Asset {
  readonly contentType: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
  readonly tag: string;
}

function load(file: string): Asset {
  const plain = readFileSync(file);
  const tag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  const contentType = CONTENT_TYPES[extname(file)]!;
  return { contentType, plain, gzipped: gzipSync(plain, { level: 9 }), tag };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { contentType, plain, gzipped, tag }: Asset,
): void {
  const headers = {
    'Content-Type': contentType,
    'Content-Security-Policy': POLICY,
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-cache',
    ETag: tag,
    Vary: 'Accept-Encoding',
  };
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers).end();
    return;
  }
  const isGzipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = isGzipped ? gzipped : plain;
  response.writeHead(200, {
    ...headers,
    ...(isGzipped ? { 'Content-Encoding': 'gzip' } : {}),
    'Content-Length': body.length,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
