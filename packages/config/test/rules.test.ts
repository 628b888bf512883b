import { describe, expect, it } from 'vitest';
import { configKeys } from '../src/index.js';
import { fileWith, loadContent, problemsIn } from './support/load.js';
import { valuesOf } from './support/values.js';

function cases(values: readonly unknown[]) {
  return values.map((value) => ({ value, shown: JSON.stringify(value) }));
}

describe.each(configKeys)('%s', (key) => {
  it.each(cases(valuesOf[key].accepted))('takes $shown', async ({ value }) => {
    expect(await loadContent(fileWith(key, value))).toMatchObject({ ok: true, config: fileWith(key, value) });
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
});
