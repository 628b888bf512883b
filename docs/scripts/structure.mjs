// Draws what is in each package into docs/architecture.md, from the sources: `pnpm --filter @ad/docs structure`.
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sourceFiles } from './source-tree.mjs';

export const packages = {
  '@ad/models': 'packages/models',
  '@ad/collector': 'packages/collector',
  '@ad/exporters': 'packages/exporters',
  '@ad/mlflow-client': 'packages/mlflow-client',
  '@ad/config': 'packages/config',
  '@ad/pipeline': 'apps/pipeline',
};
const begin = '<!-- Written by docs/scripts/structure.mjs from the sources, down to the end mark. -->';
const end = '<!-- end mark -->';

/** The page with its measured part replaced by what the sources are now. */
export function withStructure(page) {
  const [before, rest] = page.split(begin);
  const [, after] = rest.split(end);
  return `${before}${begin}\n\n${structure()}\n${end}${after}`;
}

function structure() {
  const measured = Object.entries(packages).map(([name, folder]) => ({ name, files: sourceFiles(folder) }));
  return [sizes(measured), ...measured.map(({ name, files }) => `### ${name}\n\n${diagram(files)}\n`)].join(
    '\n',
  );
}

function sizes(measured) {
  const rows = measured.map(({ name, files }) => {
    const lines = [...files.values()].map((file) => file.lines).sort((a, b) => a - b);
    const [longest] = [...files].find(([, file]) => file.lines === lines.at(-1));
    const total = lines.reduce((sum, count) => sum + count, 0);
    const at = (share) => lines[Math.floor(share * (lines.length - 1))];
    return [name, lines.length, total, at(0.5), at(0.9), `${longest} ${lines.at(-1)}`];
  });
  return table(['package', 'files', 'lines', 'median', '90 % below', 'longest file'], rows);
}

/** Folders as boxes, imports between them as arrows; an arrow that a longer way already makes is left out. */
function diagram(files) {
  const folders = byFolder(files);
  const boxes = [...folders].map(([name, { count, lines }]) => {
    const size = `${count} ${count === 1 ? 'file' : 'files'}, ${lines} lines`;
    return `  ${id(name)}["${name}<br/>${size}"]`;
  });
  const arrows = [...folders].flatMap(([name, { imports }]) =>
    [...imports].filter((to) => !isIndirect(folders, name, to)).map((to) => `  ${id(name)} --> ${id(to)}`),
  );
  return ['```mermaid', 'flowchart TD', ...boxes, ...arrows.sort(), '```'].join('\n');
}

/**
 * The folders of a package with what they import of each other. Of the files beside the folders, each that uses a folder stands for
 * itself; those that only folders use are together, as `shared`.
 */
export function byFolder(files) {
  const uses = (path, seen = new Set()) =>
    folderOf(path) !== '' ||
    (!seen.has(path) && files.get(path).imports.some((to) => uses(to, seen.add(path))));
  const boxOf = (path) => folderOf(path) || (uses(path) ? path.replace('src/', '') : 'shared');
  const folders = new Map();
  for (const [path, { lines, imports }] of files) {
    const name = boxOf(path);
    if (!folders.has(name)) folders.set(name, { count: 0, lines: 0, imports: new Set() });
    const folder = folders.get(name);
    folder.count += 1;
    folder.lines += lines;
    for (const to of imports.map(boxOf)) if (to !== name) folder.imports.add(to);
  }
  return folders;
}

/** The first folder below `src`, or the folder beside it. */
function folderOf(path) {
  const [top, next, ...rest] = path.split('/');
  if (top !== 'src') return top;
  return rest.length > 0 ? next : '';
}

function isIndirect(folders, from, to) {
  const seen = new Set([from]);
  const leads = (name) => {
    if (name === to) return true;
    if (seen.has(name)) return false;
    seen.add(name);
    return [...folders.get(name).imports].some(leads);
  };
  return [...folders.get(from).imports].some((name) => name !== to && leads(name));
}

const id = (name) => name.replaceAll(/\W/g, '_');

function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, i) => Math.max(...cells.map((row) => row[i].length)));
  const line = (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [first, ...others] = cells.map(line);
  return `${[first, rule, ...others].join('\n')}\n`;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const page = new URL('../architecture.md', import.meta.url);
  writeFileSync(page, withStructure(readFileSync(page, 'utf8')));
}
