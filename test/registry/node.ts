import { delimiter, join } from 'node:path';
import { command } from './command.js';

/**
 * Installs a version of Node into a folder, from npm, which has the binaries as packages.
 *
 * @returns An environment for commands in which `node` is that version, and npm runs with it.
 */
export async function installNode(folder: string, version: string): Promise<NodeJS.ProcessEnv> {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  await command(folder, 'npm', [
    'install',
    '--prefix',
    folder,
    '--no-audit',
    '--no-fund',
    `${name}@${version}`,
  ]);
  return { PATH: `${join(folder, 'node_modules', name, 'bin')}${delimiter}${process.env.PATH}` };
}
