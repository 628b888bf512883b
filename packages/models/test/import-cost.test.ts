import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

// Both need the built package, as training in the background does.
const built = new URL('../dist/index.js', import.meta.url);

/** Every module that importing `module` loads, by static imports: our own files and the names of others. */
function loadedBy(module: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(module.href)) return seen;
  seen.add(module.href);
  for (const [, name] of readFileSync(module, 'utf8').matchAll(
    /^(?:import|export)[^'"]*?['"]([^'"]+)['"]/gm,
  )) {
    if (name.startsWith('.')) loadedBy(new URL(name, module), seen);
    else seen.add(name);
  }
  return seen;
}

it('importing the package loads nothing but its own files and Node', () => {
  const others = [...loadedBy(built)].filter((name) => !/^(file|node):/.test(name));
  expect(others).toEqual([]);
});

it('importing the package takes tens of milliseconds at most', () => {
  const script = `
    const before = performance.now();
    await import(${JSON.stringify(built.href)});
    console.log(performance.now() - before);`;
  const milliseconds = Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
  );
  // Measured at 11 to 32 ms on a machine with three times more to do than cores; the bound leaves room for worse.
  expect(milliseconds).toBeLessThan(150);
});
