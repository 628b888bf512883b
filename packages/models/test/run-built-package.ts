import { execFileSync } from 'node:child_process';

const built = new URL('../dist/index.js', import.meta.url).href;

/**
 * What a program prints that has the built package as `models`, in a process of its own: kernels are made once per process.
 * `before` runs first.
 */
export function runBuiltPackage(before: string, program: string): string {
  const code = `${before}; const models = await import(${JSON.stringify(built)}); ${program}`;
  const options = ['--input-type=module', '-e', code];
  return execFileSync(process.execPath, options, { encoding: 'utf8', maxBuffer: 2 ** 20 });
}
