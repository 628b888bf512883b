// Compiles the kernels of assembly/ and writes their bytes as modules: node scripts/build-wasm.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const shared = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];

/** What is compiled from what. The forest's kernel owns its memory; the LSTM's is given one. */
export const kernels = [
  {
    source: 'assembly/sum-path-lengths.ts',
    target: 'src/isolation-forest/kernel-bytes.generated.ts',
    options: ['--use', 'abort='],
  },
  {
    source: 'assembly/add-trees.ts',
    target: 'src/random-forest/add-trees-bytes.generated.ts',
    options: ['--importMemory'],
  },
  {
    source: 'assembly/grow-tree.ts',
    target: 'src/random-forest/grow-tree-bytes.generated.ts',
    options: ['--importMemory'],
  },
  { source: 'assembly/lstm.ts', target: 'src/lstm/kernel-bytes.generated.ts', options: ['--importMemory'] },
];

/** A file of this package. */
export function file(path) {
  return new URL(`../${path}`, import.meta.url);
}

/** The text of the generated module. */
export async function compile({ source, options }) {
  const text = await readFile(file(source), 'utf8');
  let bytes;
  const { error, stderr } = await asc.main(['kernel.ts', '--outFile', 'kernel.wasm', ...shared, ...options], {
    readFile: (name) => (name === 'kernel.ts' ? text : null),
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') bytes = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${source} does not compile: ${stderr.toString()}`, { cause: error });
  const lines = Buffer.from(bytes)
    .toString('base64')
    .match(/.{1,100}/g);
  const literal = lines.map((line) => `  '${line}'`).join(' +\n');
  return `// Compiled from ${source} by scripts/build-wasm.mjs: ${bytes.length} bytes of WebAssembly.\nexport const kernelBytes =\n${literal};\n`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const kernel of kernels) await writeFile(file(kernel.target), await compile(kernel));
}
