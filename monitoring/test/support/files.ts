import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The folder `monitoring/`. */
export const monitoring = new URL('../../', import.meta.url);

/** The repository. */
export const repository = new URL('../', monitoring);

/** A path below `monitoring/` as the system knows it. */
export function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, monitoring));
}

/** Paths of the files in a folder below `monitoring/`, in order of name. */
export async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(new URL(`${folder}/`, monitoring));
  return names.sort().map((name) => pathOf(`${folder}/${name}`));
}

/** A YAML file below `monitoring/` as a value, which the caller says the shape of. */
export async function readYaml<Shape>(path: string): Promise<Shape> {
  return parse(await readFile(path, 'utf8'), { merge: true });
}
