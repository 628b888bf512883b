import { describe, expect, it } from 'vitest';
import { CollectorError, type HostFeature, HostSource, type HostSourceOptions } from '../../src/index.js';

const refused: [string, HostSourceOptions, string][] = [
  ['a zero interval', { intervalSeconds: 0 }, 'intervalSeconds must be a number from 0.05 to 86400, got 0'],
  ['an interval that is not a number', { intervalSeconds: NaN }, 'from 0.05 to 86400, got NaN'],
  [
    'an unknown feature',
    { intervalSeconds: 1, features: ['cpu', 'gpu' as HostFeature] },
    "features[1] must be one of cpu, memory, disk, load, swap, disk_io, network, got 'gpu'",
  ],
  [
    'a feature named twice',
    { intervalSeconds: 1, features: ['cpu', 'cpu'] },
    "features[1] must be named once, got 'cpu'",
  ],
  ['nothing to read', { intervalSeconds: 1, features: [] }, 'features must be at least one feature'],
  [
    'an empty list of mounts',
    { intervalSeconds: 1, mounts: [] },
    `mounts must be 'all' or a list of at least one path, got []`,
  ],
  ['an empty host', { intervalSeconds: 1, host: '' }, `host must be a name, got ''`],
  [
    'a metric with the name of a value that is read anyway',
    { intervalSeconds: 1, metrics: { cpu_percent: () => 1 } },
    "metrics.cpu_percent must be a name that no feature uses, got 'cpu_percent'",
  ],
];

describe('the options of HostSource', () => {
  it.each(refused)('refuse %s', (_what, options, message) => {
    expect(() => new HostSource(options)).toThrow(message);
    expect(() => new HostSource(options)).toThrow(CollectorError);
  });

  it('let a metric replace a feature that is not read', () => {
    expect(
      new HostSource({ intervalSeconds: 1, features: ['memory'], metrics: { cpu_percent: () => 1 } }),
    ).toBeInstanceOf(HostSource);
  });
});
