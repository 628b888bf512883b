import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';

/** What the figures were measured with. */
export function environment() {
  return {
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    commit: commit(),
    date: new Date().toISOString().slice(0, 10),
  };
}

function commit() {
  const git = (...parameters) => execFileSync('git', parameters, { encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', '--', 'packages/models', 'benchmarks/quality') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`;
  } catch {
    return 'not a git checkout';
  }
}
