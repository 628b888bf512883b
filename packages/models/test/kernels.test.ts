import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

it('the WebAssembly bytes are what their sources compile to', async () => {
  // A script, which type checks do not follow.
  const script = new URL('../scripts/build-wasm.mjs', import.meta.url).href;
  const { compile, target, kernels } = await import(script);
  for (const kernel of kernels) {
    expect(await readFile(target(kernel), 'utf8')).toBe(await compile(kernel));
  }
});
