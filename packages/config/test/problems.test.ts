import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/index.js';
import { fileWith, loadContent, loadText, problemsIn } from './support/load.js';

describe('problems', () => {
  it('are reported all at once, from every source, rules over two keys included', async () => {
    const file = {
      data_collection: { interval_seconds: 'fast', baseline_duration_seconds: 5, colour: 'red' },
      models: { lstm: { epochs: 0 } },
      detection: { confirm: { above: 3, of: 2, extra: 1 } },
    };
    const env = { PROMETHEUS_PORT: 'abc' };
    const flags = { services: { http_host: '' } };
    const problems = problemsIn(await loadContent(file, { env, flags }));
    expect(problems.map(({ key, source }) => `${key} ${source}`).sort()).toEqual([
      'data_collection.baseline_duration_seconds file',
      'data_collection.colour file',
      'data_collection.interval_seconds file',
      'detection.confirm.above file',
      'detection.confirm.extra file',
      'models.lstm.epochs file',
      'services.http_host flag',
      'services.prometheus_port environment',
    ]);
  });

  it('come as data and as one line that names key, rule, value and place', async () => {
    expect(problemsIn(await loadContent({ data_collection: { interval_seconds: 'fast' } }))).toEqual([
      {
        key: 'data_collection.interval_seconds',
        rule: 'must be a number from 0.1 to 3600',
        actual: '"fast"',
        source: 'file',
        message:
          'data_collection.interval_seconds must be a number from 0.1 to 3600, got "fast" (config.json)',
      },
    ]);
  });

  it('name the environment variable or the command line that set the value', async () => {
    const fromEnv = problemsIn(await loadConfig({ env: { PROMETHEUS_PORT: '80a' } }));
    expect(fromEnv.map((problem) => problem.message)).toEqual([
      'services.prometheus_port must be a whole number from 0 to 65535, got "80a" (environment variable PROMETHEUS_PORT)',
    ]);
    const fromFlag = problemsIn(
      await loadConfig({ env: {}, flags: { data_collection: { interval_seconds: 'soon' } } }),
    );
    expect(fromFlag.map((problem) => problem.message)).toEqual([
      'data_collection.interval_seconds must be a number from 0.1 to 3600, got "soon" (command line)',
    ]);
  });

  it.each(['8000.5', '0x50', '8e3', '1 2', '99999', '-1'])(
    'refuse %j as a port in the environment',
    async (port) => {
      expect(problemsIn(await loadConfig({ env: { PROMETHEUS_PORT: port } }))).toMatchObject([
        { key: 'services.prometheus_port', source: 'environment' },
      ]);
    },
  );

  it('say so when a number only has to lose its quotes', async () => {
    const [problem] = problemsIn(await loadContent({ services: { prometheus_port: '8000' } }));
    expect(problem.message).toMatch(/got "8000" \(config.json\); write the number without quotes$/);
  });

  it('name a rule once even when a value breaks it twice', async () => {
    expect(problemsIn(await loadContent({ services: { prometheus_port: 70_000.5 } }))).toHaveLength(1);
  });

  it('point at the element of an array', async () => {
    const problems = problemsIn(await loadContent({ data_collection: { features: ['cpu', 'gpu', 7] } }));
    expect(problems).toMatchObject([
      { key: 'data_collection.features.1', actual: '"gpu"' },
      { key: 'data_collection.features.2', actual: '7' },
    ]);
  });

  it('show numbers beyond the range of JSON as what they became', async () => {
    const problems = problemsIn(await loadText('{"data_collection":{"interval_seconds":1e999}}'));
    expect(problems).toMatchObject([{ actual: 'Infinity' }]);
  });

  it('stay short however long the value', async () => {
    const [problem] = problemsIn(await loadContent({ services: { http_host: '/'.repeat(1e6) } }));
    expect(problem.message.length).toBeLessThan(250);
  });

  it.each([
    ['services.prometheus_url', 'http://admin:hunter2@prometheus:9090'],
    ['services.mlflow_tracking_uri', 'https://admin:hunter2/x@mlflow'],
    ['services.kafka_bootstrap_servers', 'admin:hunter2@kafka:9092'],
    ['services.kafka_bootstrap_servers', ['admin:hunter2@kafka:9092']],
    ['services.kafka_bootstrap_servers', { password: 'hunter2' }],
    ['services.kafka_password', 'hunter2'],
    ['kafka.sasl_password', 'hunter2'],
  ])('never print a password: %s = %j', async (key, value) => {
    const problems = problemsIn(await loadContent(fileWith(key, value)));
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});

describe('unknown keys', () => {
  it.each([
    ['data_collection.interval_second', 'did you mean interval_seconds?'],
    ['data_collection.intervalSeconds', 'did you mean interval_seconds?'],
    ['model', 'did you mean models?'],
    ['models.isolation-forest', 'did you mean isolation_forest?'],
    ['prometheus_port', 'did you mean services.prometheus_port?'],
    ['lstm', 'did you mean models.lstm?'],
    ['detection.confirm.whatever', 'known keys of detection.confirm: above, of'],
    ['colour', 'known keys: models, data_collection, detection, services, kafka, lifecycle'],
    [
      'detection.constructor',
      'known keys of detection: models, model_file, alerts_per_week, target_rate, confirm, cool_down_seconds, features, maintenance',
    ],
  ])('%s: %s', async (key, advice) => {
    const problems = problemsIn(await loadContent(fileWith(key, 1)));
    expect(problems).toMatchObject([
      {
        key,
        rule: 'must be a known key',
        source: 'file',
        message: `unknown key ${key} (config.json); ${advice}`,
      },
    ]);
  });

  it.each([
    [
      { features: { cpu_percent: { minimum_effct: 1 } } },
      'unknown key detection.features.cpu_percent.minimum_effct (config.json); did you mean minimum_effect?',
    ],
    [
      { maintenance: [{ from: '01:00', to: '02:00', zone: 'UTC' }] },
      'unknown key detection.maintenance.0.zone (config.json); known keys of detection.maintenance.0: from, to, days, time_zone',
    ],
    [
      { maintenance: [{ from: '01:00' }] },
      'detection.maintenance.0.to must be HH:MM, or an ISO 8601 time with Z or an offset such as 2026-11-22T22:00:00Z, ' +
        'got undefined (config.json)',
    ],
  ])('in values that are objects: %j', async (detection, message) => {
    expect(problemsIn(await loadContent({ detection }))).toMatchObject([{ source: 'file', message }]);
  });

  it('from a file cannot reach a prototype', async () => {
    const text = '{"__proto__":{"polluted":1},"services":{"__proto__":{"prometheus_port":1},"toString":2}}';
    const problems = problemsIn(await loadText(text, { env: { PROMETHEUS_PORT: '9000' } }));
    expect(problems.map((problem) => problem.key).sort()).toEqual([
      '__proto__',
      'services.__proto__',
      'services.toString',
    ]);
    expect({}).not.toHaveProperty('polluted');
  });

  it('are quoted and cut when they are not plain words', async () => {
    const [problem] = problemsIn(await loadContent({ [`a\n${'b'.repeat(1e5)}`]: 1 }));
    expect(problem.message).toMatch(/^unknown key "a\\nb+… \(config.json\)/);
    expect(problem.message.length).toBeLessThan(250);
  });
});
