import { describe, expect, it } from 'vitest';
import { configKeys, configSchema, configValue, defaultConfig, loadConfig } from '../src/index.js';
import { loadContent, problemsIn } from './support/load.js';

describe('loading a configuration', () => {
  it('gives the defaults when nothing is set', async () => {
    const loaded = await loadConfig({ env: {} });
    expect(loaded).toMatchObject({ ok: true, config: defaultConfig });
    if (loaded.ok) expect(new Set(Object.values(loaded.sources))).toEqual(new Set(['default']));
  });

  it('lets the file win over defaults, the environment over the file, and flags over all', async () => {
    const file = {
      data_collection: { interval_seconds: 1 },
      services: { prometheus_port: 8001, kafka_topic: 'other', kafka_bootstrap_servers: 'file:1' },
    };
    const env = { PROMETHEUS_PORT: '8002', KAFKA_BOOTSTRAP_SERVERS: 'env:2', MLFLOW_TRACKING_URI: '/runs' };
    const loaded = await loadContent(file, { env, flags: { services: { prometheus_port: 8003 } } });
    expect(loaded).toMatchObject({
      ok: true,
      config: {
        data_collection: { interval_seconds: 1, baseline_duration_seconds: 30 },
        services: {
          prometheus_port: 8003,
          kafka_bootstrap_servers: 'env:2',
          kafka_topic: 'other',
          mlflow_tracking_uri: '/runs',
        },
      },
      sources: {
        'data_collection.interval_seconds': 'file',
        'data_collection.baseline_duration_seconds': 'default',
        'services.prometheus_port': 'flag',
        'services.kafka_bootstrap_servers': 'environment',
        'services.kafka_topic': 'file',
        'services.mlflow_tracking_uri': 'environment',
      },
    });
  });

  it('names a source for every key', async () => {
    const loaded = await loadConfig({ env: {} });
    expect(loaded.ok && Object.keys(loaded.sources)).toEqual(configKeys);
  });

  it('says that a value came from the file even when it equals the default', async () => {
    const loaded = await loadContent({ services: { kafka_bootstrap_servers: null } });
    expect(loaded.ok && loaded.sources['services.kafka_bootstrap_servers']).toBe('file');
  });

  it('replaces arrays as a whole', async () => {
    const file = { data_collection: { features: ['cpu', 'memory'] } };
    const loaded = await loadContent(file, { flags: { data_collection: { features: ['disk'] } } });
    expect(loaded.ok && loaded.config.data_collection.features).toEqual(['disk']);
  });

  it('takes an empty or blank environment variable for unset', async () => {
    const env = { PROMETHEUS_PORT: '', MLFLOW_TRACKING_URI: '  ' };
    const loaded = await loadContent({ services: { prometheus_port: 8001 } }, { env });
    expect(loaded).toMatchObject({
      ok: true,
      config: { services: { prometheus_port: 8001, mlflow_tracking_uri: 'file:./mlruns' } },
    });
  });

  it('takes an undefined flag for absent', async () => {
    const flags = { data_collection: undefined, services: { prometheus_port: undefined } };
    const loaded = await loadContent({ services: { prometheus_port: 8001 } }, { flags });
    expect(loaded.ok && loaded.config.services.prometheus_port).toBe(8001);
    expect(await loadConfig({ env: {}, flags })).toMatchObject({ ok: true, config: defaultConfig });
  });

  it('does not judge a value that a stronger source replaces', async () => {
    const flags = { data_collection: { interval_seconds: 5 } };
    expect(await loadContent({ data_collection: { interval_seconds: 'fast' } }, { flags })).toMatchObject({
      ok: true,
      config: flags,
    });
  });

  it('still sees a section of the file that is not an object when a stronger source sets a key in it', async () => {
    const problems = problemsIn(await loadContent({ services: 5 }, { env: { PROMETHEUS_PORT: '9000' } }));
    expect(problems).toMatchObject([{ key: 'services', actual: '5', source: 'file' }]);
  });

  it('allows a file to name its JSON Schema', async () => {
    expect(await loadContent({ $schema: './schema.json' })).toMatchObject({ ok: true });
    expect(problemsIn(await loadContent({ $schema: 1 }))).toMatchObject([{ key: '$schema' }]);
  });

  it('reads process.env when it is given none', async () => {
    const before = process.env.PROMETHEUS_PORT;
    process.env.PROMETHEUS_PORT = '8123';
    try {
      expect(await loadConfig()).toMatchObject({ ok: true, config: { services: { prometheus_port: 8123 } } });
    } finally {
      if (before === undefined) delete process.env.PROMETHEUS_PORT;
      else process.env.PROMETHEUS_PORT = before;
    }
  });

  it('hands out configurations that cannot be changed', async () => {
    const loaded = await loadContent({ data_collection: { features: ['cpu'] } });
    expect(loaded.ok && Object.isFrozen(loaded.config.data_collection.features)).toBe(true);
    expect(Object.isFrozen(defaultConfig.services)).toBe(true);
  });

  it('looks up values by the full name of their key', () => {
    expect(configValue(defaultConfig, 'detection.confirm.of')).toBe(3);
    expect(configValue(defaultConfig, 'data_collection.features')).toEqual(['cpu', 'memory', 'disk']);
  });

  it('accepts its own output again', () => {
    expect(configSchema.parse(defaultConfig)).toEqual(defaultConfig);
  });
});
