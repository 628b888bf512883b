import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

/** Command line of both benchmarks. */
export function readArguments(extra = {}) {
  const options = { python: { type: 'string' }, json: { type: 'boolean', default: false }, ...extra };
  return parseArgs({ options }).values;
}

export function machine() {
  return { cpu: cpus()[0].model, cores: cpus().length, node: process.version };
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
