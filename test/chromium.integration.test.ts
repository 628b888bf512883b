import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium, requireChromium } from './support/chromium.js';

// @ad/models in a real browser: bundled as anybody would, without a plugin or a setting, and run in Chromium.
const models = fileURLToPath(new URL('../packages/models/', import.meta.url));

/** What both sides run; its answer is JSON. */
const program = `
import { IsolationForestModel, loadModel, LstmModel, RandomForestModel, StreamingDetector } from './dist/index.js';

// Engines differ in the last digit of Math.sin and Math.exp.
const rounded = (score) => score.toPrecision(12);

export async function run() {
  const rows = Array.from({ length: 300 }, (_, i) => [Math.sin(i / 9), Math.cos(i / 9)]);
  const models = [
    new IsolationForestModel({ nEstimators: 20, seed: 1 }),
    new RandomForestModel({ nEstimators: 10, seed: 1 }),
    new LstmModel({ epochs: 2, units: 4, seed: 1 }),
  ];
  const scores = [];
  for (const model of models) {
    await model.train(rows);
    const again = loadModel(JSON.parse(JSON.stringify(model)));
    scores.push([...again.score([...rows.slice(-20), [9, -9]])].map(rounded));
  }
  const detector = new StreamingDetector({ models: [models[0]] });
  const sample = ([x, y], i) => ({ timestamp: 1000 * i, host: 'here', values: { feature_0: x, feature_1: y } });
  rows.forEach((row, i) => detector.learn(sample(row, i)));
  return { scores, verdict: rounded(detector.observe(sample([9, -9], rows.length)).score) };
}

/** The errors of what needs Node. */
export async function failures() {
  const rows = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(i)]);
  const errorOf = (promise) => promise.then(() => 'no error', (error) => String(error.cause ?? error));
  return [
    await errorOf(new IsolationForestModel().train(rows, { background: true })),
    await errorOf(new RandomForestModel({ engine: 'ml-random-forest', nEstimators: 2 }).train(rows)),
  ];
}
`;

let folder: string;
let server: Server;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ad-chromium-'));
  await build({
    stdin: { contents: program, resolveDir: models },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    entryNames: 'program',
    outdir: folder,
    logLevel: 'silent',
  });
  server = createServer(async ({ url = '/' }, response) => {
    const isScript = url.endsWith('.js');
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? await readFile(join(folder, url)) : '<!doctype html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchChromium(await requireChromium());
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function inBrowser(name: 'run' | 'failures'): Promise<unknown> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${address.port}/`);
  return page.evaluate(`import('/program.js').then((module) => module.${name}())`);
}

test('models train, load and score in Chromium as in Node', async () => {
  const { run } = (await import(join(folder, 'program.js'))) as { readonly run: () => Promise<unknown> };
  const here = await run();
  expect(await inBrowser('run')).toEqual(here);
});

test('what needs Node says so', async () => {
  const [background, library] = (await inBrowser('failures')) as string[];
  expect(background).toContain('threads need Node');
  expect(library).toContain("the engine 'ml-random-forest' needs Node");
});
