// Packs every package as it would be published, lints the tarballs, and installs them into an empty folder outside of the
// workspace, where the projects of scripts/consumers use them. Usage: node scripts/check-packages.mjs
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folders = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(parent).map((name) => join(parent, name)),
);
const resolutions = [
  ['Node16', 'Node16'],
  ['NodeNext', 'NodeNext'],
  ['ESNext', 'Bundler'],
];
// As strict as a consumer can be: their declarations are checked as well.
const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023'],
  types: ['node'],
  typeRoots: [resolve('node_modules', '@types')],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
};
const work = mkdtempSync(join(tmpdir(), 'ad-packages-'));

function run(command, args, cwd = process.cwd()) {
  try {
    return execFileSync(command, args, {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
      shell: process.platform === 'win32',
    });
  } catch (error) {
    console.error(`✗ ${command} ${args.join(' ')}\n${error.stdout}${error.stderr}`);
    process.exit(1);
  }
}

try {
  const tarballs = folders.map((folder) => {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const destination = join(work, name.replace('/', '-'));
    mkdirSync(destination);
    run('pnpm', ['pack', '--pack-destination', destination], folder);
    const tarball = join(destination, readdirSync(destination)[0]);
    run('publint', ['run', tarball, '--strict']);
    // An application has a command and no entry points for types to be wrong in.
    if (!folder.startsWith('apps')) run('attw', [tarball, '--profile', 'esm-only']);
    console.log(`✓ ${name} packs cleanly`);
    return tarball;
  });

  const project = join(work, 'consumer');
  cpSync(join('scripts', 'consumers'), project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs], project);
  run(process.execPath, ['module.js'], project);
  run(process.execPath, ['commonjs.cjs'], project);
  run(join(project, 'node_modules', '.bin', 'ad'), ['config', 'validate'], project);
  console.log('✓ a project outside of the workspace imports them, requires them and runs `ad`');

  for (const [module, moduleResolution] of resolutions) {
    const options = { module, moduleResolution, ...compilerOptions };
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['types.ts'] }),
    );
    run('tsc', ['-p', join(project, 'tsconfig.json')]);
  }
  console.log(`✓ types fit with moduleResolution ${resolutions.map(([, name]) => name).join(', ')}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
