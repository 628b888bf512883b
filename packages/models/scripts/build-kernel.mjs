// Compiles assembly/sum-path-lengths.ts and prints or writes the module that carries its bytes:
//   node scripts/build-kernel.mjs           writes src/isolation-forest/kernel.generated.ts
import { readFile, writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const source = new URL('../assembly/sum-path-lengths.ts', import.meta.url);
export const generated = new URL('../src/isolation-forest/kernel.generated.ts', import.meta.url);

/** The text of the generated module. */
export async function compileKernel() {
  const text = await readFile(source, 'utf8');
  let bytes;
  const options = ['kernel.ts', '--outFile', 'kernel.wasm', '-O3', '--noAssert', '--runtime', 'stub'];
  const { error, stderr } = await asc.main([...options, '--enable', 'simd', '--use', 'abort='], {
    readFile: (name) => (name === 'kernel.ts' ? text : null),
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') bytes = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`the kernel does not compile: ${stderr.toString()}`, { cause: error });
  const base64 = Buffer.from(bytes).toString('base64');
  return `// Generated from assembly/sum-path-lengths.ts by scripts/build-kernel.mjs: ${bytes.length} bytes of WebAssembly.\nexport const kernelBase64 =\n  '${base64}';\n`;
}

if (argv[1] === fileURLToPath(import.meta.url)) await writeFile(generated, await compileKernel());
