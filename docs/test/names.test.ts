import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { configKeys } from '@ad/config';
import { describe, expect, it } from 'vitest';
import { generated, pagesBelow, root } from './support/pages.js';

// Names that a reader would copy: a page that speaks of one that is gone is out of date.

const pages = pagesBelow(root).filter((page) => !relative(root, page).startsWith('docs/decisions'));
const exporter = join(root, 'packages', 'exporters', 'src', 'prometheus');
const metrics = readdirSync(exporter)
  .map((name) => readFileSync(join(exporter, name), 'utf8'))
  .join('\n');

function matches(page: string, pattern: RegExp): string[] {
  return [...new Set([...readFileSync(page, 'utf8').matchAll(pattern)].map(([, name]) => name))];
}

describe('names in pages exist', () => {
  it.each(pages.map((page) => relative(root, page)))('%s', (name) => {
    const page = join(root, name);
    const keys = matches(
      page,
      /`((?:models|data_collection|detection|services|kafka|lifecycle)\.(?!yml)[a-z_.]+)`/g,
    );
    const isKey = (key: string) => configKeys.some((known) => known === key || known.startsWith(`${key}.`));
    expect(keys.filter((key) => !isKey(key))).toEqual([]);

    const paths = matches(
      page,
      /`((?:packages|apps|docs|monitoring|benchmarks|scripts|examples)\/[\w./-]*)`/g,
    );
    const isGenerated = (path: string) => join(root, path).startsWith(generated);
    expect(paths.filter((path) => !isGenerated(path) && !existsSync(join(root, path)))).toEqual([]);

    const series = matches(page, /\b(anomaly_detection_[a-z_]*[a-z])\b(?!\*)/g);
    const isMetric = (series: string) => metrics.includes(series.replace(/_(bucket|count|sum)$/, ''));
    expect(series.filter((name) => !isMetric(name))).toEqual([]);
  });
});

describe('every command of `ad` is in', () => {
  const help = execFileSync(process.execPath, [join(root, 'apps/pipeline/bin/ad.js'), '--help'], {
    encoding: 'utf8',
  });
  const [, list] = help.split('Commands:\n');
  const commands = [...list.matchAll(/^ {2}([a-z]+)/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'help');

  it.each(['README.md', 'apps/pipeline/README.md'])('%s', (page) => {
    expect(commands.length).toBeGreaterThan(10);
    const text = readFileSync(join(root, page), 'utf8');
    expect(commands.filter((name) => !text.includes(`\`ad ${name}`))).toEqual([]);
  });
});
