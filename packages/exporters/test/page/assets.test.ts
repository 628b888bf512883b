import { readdirSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { servePage } from './open-page.js';

const { live: page, server, close } = await servePage();
afterAll(close);

function ask(path: string, method = 'GET', headers: Record<string, string> = {}) {
  return new Promise<{ response: IncomingMessage; body: Buffer }>((resolve, reject) => {
    const request = httpRequest(server.url, { path, method, headers, agent: false }, (response) => {
      buffer(response).then((body) => resolve({ response, body }), reject);
    });
    request.on('error', reject).end();
  });
}

const paths = [...page.routes.keys()].filter((path) => path !== '/live/events');

describe('what the page is made of', () => {
  it('is served completely: every file there is, and every one that another names', async () => {
    const files = readdirSync(new URL('../../browser/', import.meta.url), {
      recursive: true,
      encoding: 'utf8',
    });
    const wanted = files.filter((name) => /\.(js|css|svg)$/.test(name)).map((name) => `/live/${name}`);
    expect(paths).toEqual(expect.arrayContaining(wanted));
    for (const path of paths) {
      const { response, body } = await ask(path);
      expect(response.statusCode, path).toBe(200);
      const named = [
        ...body.toString().matchAll(/(?:href|src)="(\/live\/[^"]+)"/g),
        ...body.toString().matchAll(/^(?:import|\}).* from '([^']+)'/gm),
      ].map(([, name]) => new URL(name, `http://page${path}`).pathname);
      if (path !== '/live/uplot.js') expect(paths, path).toEqual(expect.arrayContaining(named));
    }
  });

  it('has nothing inline and nothing from elsewhere', async () => {
    const html = (await ask('/')).body.toString();
    expect(html).not.toMatch(/\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|https?:/);
  });

  it('comes with strict headers', async () => {
    for (const path of paths) {
      const { headers } = (await ask(path)).response;
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['content-security-policy']).toContain(
        "default-src 'none'; script-src 'self'; style-src 'self'",
      );
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|data:/);
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('is compressed for those who take it, and not sent again to those who have it', async () => {
    for (const path of paths) {
      const plain = await ask(path);
      const gzipped = await ask(path, 'GET', { 'accept-encoding': 'br, gzip' });
      expect(gzipped.response.headers['content-encoding']).toBe('gzip');
      expect(gunzipSync(gzipped.body)).toEqual(plain.body);
      const again = await ask(path, 'GET', { 'if-none-match': String(plain.response.headers.etag) });
      expect([again.response.statusCode, again.body.length]).toEqual([304, 0]);
    }
  });

  it('answers HEAD like GET, and refuses everything else', async () => {
    for (const path of ['/', '/live/main.js', '/live/events']) {
      const head = await ask(path, 'HEAD');
      expect([head.response.statusCode, head.body.length]).toEqual([200, 0]);
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
        expect((await ask(path, method)).response.statusCode).toBe(405);
      }
    }
    expect(page.clients).toBe(0);
  });

  it('is small', async () => {
    const sizes = await Promise.all(
      paths.map(async (path) => (await ask(path, 'GET', { 'accept-encoding': 'gzip' })).body.length),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(80_000);
  });

  it('leaves the server its own paths, and nothing else beside', async () => {
    expect((await ask('/healthz')).response.statusCode).toBe(200);
    for (const path of [
      '/live',
      '/live/',
      '/live/../package.json',
      '/live/types.d.ts',
      '/live/tsconfig.json',
    ]) {
      expect((await ask(path)).response.statusCode).toBe(404);
    }
  });
});
