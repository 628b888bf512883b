import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configKeys, configSchema } from '../src/index.js';
import { fileWith, loadContent, loadText, problemsIn } from './support/load.js';

const nearlyConfig = fc.record(
  {
    models: fc.oneof(
      fc.dictionary(fc.constantFrom('lstm', 'isolation_forest', '__proto__'), fc.jsonValue()),
      fc.jsonValue(),
    ),
    data_collection: fc.dictionary(
      fc.constantFrom('interval_seconds', 'features', 'disk_mounts', 'host', 'baseline_interval_seconds'),
      fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(['cpu']), fc.jsonValue()),
    ),
    detection: fc.record(
      {
        confirm: fc.jsonValue(),
        window: fc.integer(),
        features: fc.dictionary(fc.constantFrom('cpu_percent', '__proto__', 'toString'), fc.jsonValue()),
        maintenance: fc.array(fc.dictionary(fc.constantFrom('from', 'to', 'days'), fc.jsonValue())),
      },
      { requiredKeys: [] },
    ),
    services: fc.jsonValue(),
    kafka: fc.dictionary(
      fc.constantFrom('samples_topic', 'state_topic', 'tls', 'tls_ca_file', 'sasl_mechanism'),
      fc.oneof(fc.constantFrom('a', 'plain', true, null), fc.jsonValue()),
    ),
  },
  { requiredKeys: [] },
);

describe('any file', () => {
  it('gives a valid configuration or problems that name keys, and never throws', async () => {
    const content = fc.oneof(fc.jsonValue(), nearlyConfig);
    const env = fc.record(
      { PROMETHEUS_PORT: fc.string(), MLFLOW_TRACKING_URI: fc.string() },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(content, env, async (value, variables) => {
        const loaded = await loadContent(value, { env: variables });
        if (loaded.ok) {
          expect(configSchema.safeParse(loaded.config).success).toBe(true);
          return;
        }
        expect(loaded.problems.length).toBeGreaterThan(0);
        for (const problem of loaded.problems) {
          expect(problem.key).not.toBeUndefined();
          expect(problem.rule).toMatch(/^must /);
          expect(problem.message).not.toMatch(/[\r\n]/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of any text never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(typeof (await loadText(text)).ok).toBe('boolean');
      }),
    );
  });

  it('that breaks one key names exactly that key or one of its elements', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...configKeys), async (key) => {
        const problems = problemsIn(await loadContent(fileWith(key, -1)));
        expect(problems.map((problem) => problem.key)).toEqual([key]);
      }),
    );
  });

  it('may be nested deeper than any stack', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    for (const text of [deep, `{"services":${deep}}`, `{"data_collection":{"features":${deep}}}`]) {
      expect(await loadText(text)).toMatchObject({ ok: false });
    }
  });
});
