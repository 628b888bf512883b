// Compiles assembly/lstm.ts and writes the bytes as a module; a test checks that the committed bytes are these.
import { readFile, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

const source = new URL('../assembly/lstm.ts', import.meta.url);
const target = new URL('../src/lstm/kernel-bytes.generated.ts', import.meta.url);

/** The compiled kernel, base64. */
export async function compileKernel() {
  const text = await readFile(source, 'utf8');
  let bytes;
  const { error, stderr } = await asc.main(
    [
      'lstm.ts',
      '--outFile',
      'lstm.wasm',
      '-O3',
      '--enable',
      'simd',
      '--runtime',
      'stub',
      '--importMemory',
      '--noAssert',
    ],
    {
      readFile: (name) => (name === 'lstm.ts' ? text : null),
      writeFile: (name, contents) => {
        if (name === 'lstm.wasm') bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(stderr.toString(), { cause: error });
  return Buffer.from(bytes).toString('base64');
}

if (process.argv[1] === import.meta.filename) {
  const lines = (await compileKernel()).match(/.{1,100}/g).map((line) => `  '${line}'`);
  await writeFile(
    target,
    `// Compiled from assembly/lstm.ts by \`npm run build:wasm\`.\nexport const kernelBytes =\n${lines.join(' +\n')};\n`,
  );
}
