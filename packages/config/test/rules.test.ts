import { describe, expect, it } from 'vitest';
import { configKeys } from '../src/index.js';
import { fileWith, loadContent, problemsIn } from './support/load.js';
import { valuesOf } from './support/values.js';

const credentials = { KAFKA_SASL_USERNAME: 'detector', KAFKA_SASL_PASSWORD: 'hunter2' };

function cases(values: readonly unknown[]) {
  return values.map((value) => ({ value, shown: JSON.stringify(value) }));
}

describe.each(configKeys)('%s', (key) => {
  it.each(cases(valuesOf[key].accepted))('takes $shown', async ({ value }) => {
    const file = fileWith(key, value, valuesOf[key].beside);
    expect(await loadContent(file, { env: credentials })).toMatchObject({ ok: true, config: file });
  });

  it.each(cases(valuesOf[key].refused))(
    'refuses $shown and names a key, a rule and a value',
    async ({ value }) => {
      const problems = problemsIn(await loadContent(fileWith(key, value)));
      expect(problems.length).toBeGreaterThan(0);
      for (const problem of problems) {
        expect(problem.rule).toMatch(/^must /);
        expect(problem.message).toContain(`${problem.key} ${problem.rule}, got `);
        expect(problem.source).toBe('file');
      }
    },
  );
});

describe('rules over two keys', () => {
  it('asks for a baseline of at least ten samples and names both keys, their values and their origins', async () => {
    const file = { data_collection: { baseline_interval_seconds: 4 } };
    expect(problemsIn(await loadContent(file))).toEqual([
      {
        key: 'data_collection.baseline_duration_seconds',
        rule: 'must be at least 10 times data_collection.baseline_interval_seconds, so that the baseline holds at least 10 samples',
        actual: '30 with data_collection.baseline_interval_seconds 4',
        source: 'file',
        message:
          'data_collection.baseline_duration_seconds must be at least 10 times data_collection.baseline_interval_seconds, ' +
          'so that the baseline holds at least 10 samples, got 30 (default) ' +
          'with data_collection.baseline_interval_seconds 4 (config.json)',
      },
    ]);
  });

  it('counts samples exactly for decimal intervals', async () => {
    for (let tenths = 1; tenths <= 100; tenths += 1) {
      const exact = { baseline_interval_seconds: tenths / 10, baseline_duration_seconds: tenths };
      expect(await loadContent({ data_collection: exact })).toMatchObject({ ok: true });
    }
  });

  it('refuses to confirm by more samples than are looked at', async () => {
    const problems = problemsIn(await loadContent({ detection: { confirm: { above: 4 } } }));
    expect(problems).toMatchObject([
      { key: 'detection.confirm.above', rule: 'must not be more than detection.confirm.of' },
    ]);
  });

  it('asks for TLS where its files are named', async () => {
    const problems = problemsIn(await loadContent({ kafka: { tls_ca_file: './ca.pem' } }));
    expect(problems.map(({ message }) => message)).toEqual([
      'kafka.tls_ca_file must be null unless kafka.tls is true, got "./ca.pem" (config.json) with kafka.tls false (default)',
    ]);
  });

  it.each(['tls_cert_file', 'tls_key_file'])('refuses %s alone', async (key) => {
    const problems = problemsIn(await loadContent({ kafka: { tls: true, [key]: './x.pem' } }));
    expect(problems).toMatchObject([
      { key: 'kafka.tls_cert_file', rule: 'must be set together with kafka.tls_key_file' },
    ]);
  });

  it('refuses one topic for two things, over sections and also when other keys are wrong', async () => {
    const file = {
      services: { kafka_topic: 'a', prometheus_port: -1 },
      kafka: { samples_topic: 'a', state_topic: 'b', dead_letter_topic: 'b' },
    };
    const problems = problemsIn(await loadContent(file));
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^services.prometheus_port must be/),
      'kafka.samples_topic must not be the same topic as services.kafka_topic, got "a" (config.json) with services.kafka_topic "a" (config.json)',
      'kafka.dead_letter_topic must not be the same topic as kafka.state_topic, got "b" (config.json) with kafka.state_topic "b" (config.json)',
    ]);
  });
});
