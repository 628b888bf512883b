import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from './command.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The fields of a manifest that matter to a release. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
}

/**
 * Copies this repository, as it is on disk and with what was built, into another folder with a history of one commit, and installs
 * its dependencies there. A release changes files, and may change them in the copy.
 */
export async function copyWorkspace(folder: string): Promise<void> {
  const listed = await command(root, 'git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const built = (await publicFolders(root)).map((name) => join(name, 'dist'));
  for (const name of [...listed.split('\0').filter(Boolean), ...built]) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await cp(join(root, name), join(folder, name), { recursive: true });
  }
  await command(folder, 'git', ['init', '--quiet', '--initial-branch=main']);
  await commit(folder, 'As it is');
  await command(folder, 'pnpm', ['install', '--frozen-lockfile', '--prefer-offline']);
}

/** Commits everything in a copy. */
export async function commit(folder: string, message: string): Promise<void> {
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];
  await command(folder, 'git', ['add', '--all']);
  await command(folder, 'git', [...author, 'commit', '--quiet', '--allow-empty', '--message', message]);
}

/** The version of each package that is published, by name. */
export async function versions(folder: string): Promise<Record<string, string>> {
  const manifests = await Promise.all(
    (await publicFolders(folder)).map((name) => readManifest(join(folder, name))),
  );
  return Object.fromEntries(manifests.map(({ name, version }) => [name, version]));
}

/** Writes a changeset for one package, as `pnpm changeset` does. */
export async function addChangeset(
  folder: string,
  packageName: string,
  kind: string,
  text: string,
): Promise<void> {
  await writeFile(join(folder, '.changeset/one-more.md'), `---\n"${packageName}": ${kind}\n---\n\n${text}\n`);
}

async function publicFolders(folder: string): Promise<string[]> {
  const folders = await Promise.all(
    ['packages', 'apps'].map(async (parent) =>
      (await readdir(join(folder, parent))).map((name) => join(parent, name)),
    ),
  );
  return folders.flat();
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}
