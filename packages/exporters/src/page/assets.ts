import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Route } from '../server/contracts.js';

/** The same from `src/page` and from `dist/page`. */
const own = (name: string) => fileURLToPath(new URL(`../../browser/${name}`, import.meta.url));
const uplot = (name: string) => createRequire(import.meta.url).resolve(`uplot/dist/${name}`);

const TYPES = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

const MODULES = [
  'main',
  'alerts',
  'chart',
  'charts',
  'connection',
  'dom',
  'metrics',
  'recent',
  'status',
  'text',
  'view',
  'window',
] as const;

const STYLES = ['colors', 'frame', 'state', 'charts', 'tables'] as const;

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

/** The page itself and what it is made of, by path: read and compressed when it is first asked for, then kept. */
export function assetRoutes(): [path: string, route: Route][] {
  return [
    ['/', asset(own('index.html'), 'html')],
    ...STYLES.map((name): [string, Route] => [`/live/${name}.css`, asset(own(`${name}.css`), 'css')]),
    ['/live/calm.svg', asset(own('calm.svg'), 'svg')],
    ['/live/alarm.svg', asset(own('alarm.svg'), 'svg')],
    ...MODULES.map((name): [string, Route] => [`/live/${name}.js`, asset(own(`${name}.js`), 'js')]),
    ['/live/uplot.js', asset(uplot('uPlot.esm.js'), 'js')],
    ['/live/uplot.css', asset(uplot('uPlot.min.css'), 'css')],
  ];
}

function asset(file: string, type: keyof typeof TYPES): Route {
  let loaded: ReturnType<typeof load> | undefined;
  return (request, response) => {
    loaded ??= load(file);
    answer(request, response, { 'Content-Type': TYPES[type], 'Content-Security-Policy': POLICY }, loaded);
  };
}

function load(file: string) {
  const plain = readFileSync(file);
  const tag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { plain, gzipped: gzipSync(plain, { level: 9 }), tag };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  { plain, gzipped, tag }: ReturnType<typeof load>,
): void {
  const common = {
    ...headers,
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-cache',
    ETag: tag,
    Vary: 'Accept-Encoding',
  };
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, common).end();
    return;
  }
  const isGzipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = isGzipped ? gzipped : plain;
  response.writeHead(200, {
    ...common,
    ...(isGzipped ? { 'Content-Encoding': 'gzip' } : {}),
    'Content-Length': body.length,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
