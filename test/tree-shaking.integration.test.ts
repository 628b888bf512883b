import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const models = fileURLToPath(new URL('../packages/models/', import.meta.url));

/** The code that a browser bundle holds when a project imports one name of @ad/models, including the parts that are loaded on demand. */
async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${name} } from './dist/index.js'`, resolveDir: models },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

test('each model is in a bundle that names it', async () => {
  expect(await bundle('IsolationForestModel')).toContain('IsolationForestModel = class');
  expect(await bundle('LstmModel')).toContain('LstmModel = class');
});

test('the isolation forest comes without the LSTM', async () => {
  expect(await bundle('IsolationForestModel')).not.toContain('LstmModel = class');
});
