// Compiles the kernels of assembly/ and writes their bytes as modules: node scripts/build-wasm.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** `assembly/<name>.ts` becomes `src/kernels/<name>.generated.ts`. */
export const kernels = ['add-trees', 'grow-tree', 'lstm', 'sum-bit-rows'];

const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory'];

/** Where the generated module of a kernel stands. */
export function target(kernel) {
  return new URL(`../src/kernels/${kernel}.generated.ts`, import.meta.url);
}

/** The text of the generated module. */
export async function compile(kernel) {
  let bytes;
  const { error, stderr } = await asc.main([`${kernel}.ts`, '--outFile', 'kernel.wasm', ...options], {
    readFile: (name) => readFile(new URL(`../assembly/${name}`, import.meta.url), 'utf8').catch(() => null),
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') bytes = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`assembly/${kernel}.ts does not compile: ${stderr}`, { cause: error });
  const lines = Buffer.from(bytes)
    .toString('base64')
    .match(/.{1,100}/g);
  const literal = lines.map((line) => `  '${line}'`).join(' +\n');
  return `// Compiled from assembly/${kernel}.ts by scripts/build-wasm.mjs: ${bytes.length} bytes of WebAssembly.\nexport const kernelBytes =\n${literal};\n`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const kernel of kernels) await writeFile(target(kernel), await compile(kernel));
}
