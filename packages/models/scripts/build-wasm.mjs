// Compiles assembly/lstm.ts and writes the bytes as a module; with --check only says whether the committed ones are these.
import { readFile, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

const text = await readFile(new URL('../assembly/lstm.ts', import.meta.url), 'utf8');
const target = new URL('../src/lstm/kernel-bytes.generated.ts', import.meta.url);

const options = '-O3 --enable simd --runtime stub --importMemory --noAssert';
let bytes;
const { error, stderr } = await asc.main(['lstm.ts', '--outFile', 'lstm.wasm', ...options.split(' ')], {
  readFile: (name) => (name === 'lstm.ts' ? text : null),
  writeFile: (name, contents) => {
    if (name === 'lstm.wasm') bytes = contents;
  },
  listFiles: () => [],
});
if (error) throw new Error(stderr.toString(), { cause: error });

const lines = Buffer.from(bytes)
  .toString('base64')
  .match(/.{1,100}/g)
  .map((line) => `  '${line}'`);
const module = `// Compiled from assembly/lstm.ts by \`npm run build:wasm\`.\nexport const kernelBytes =\n${lines.join(' +\n')};\n`;
if (!process.argv.includes('--check')) {
  await writeFile(target, module);
} else if ((await readFile(target, 'utf8')) !== module) {
  throw new Error('the committed kernel is not what assembly/lstm.ts compiles to; run `npm run build:wasm`');
}
