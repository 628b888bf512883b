import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { examplesOfPage, examplesOfSource, toModule } from './support/examples.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
// Below this application, because it is where every package can be imported by its name.
const generated = fileURLToPath(new URL('./.generated/', import.meta.url));
const entryPoints = [
  '@ad/collector',
  '@ad/collector/kafka',
  '@ad/config',
  '@ad/exporters/alertmanager',
  '@ad/exporters/console',
  '@ad/exporters/kafka',
  '@ad/exporters/outbox',
  '@ad/exporters/page',
  '@ad/exporters/prometheus',
  '@ad/models',
  '@ad/models/testing',
];

const exports = new Map<string, string>();
for (const specifier of entryPoints) {
  for (const name of Object.keys(await import(/* @vite-ignore */ specifier))) exports.set(name, specifier);
}

const packages = ['collector', 'config', 'exporters', 'models'].map((name) => join(root, 'packages', name));
const examples = [
  ...packages.flatMap((folder) => examplesOfPage(root, join(folder, 'README.md'))),
  ...packages.flatMap((folder) => examplesOfSource(root, join(folder, 'src'))),
];

/** What an example needs that cannot be had everywhere. */
function missing(code: string): string | undefined {
  if (code.includes('@tensorflow/tfjs-node')) return 'needs the native binding of TensorFlow';
  if (code.includes('fromMlRandomForest'))
    return 'goes on from a forest of another library; tested with it in @ad/models';
  if (code.includes('new PrometheusRangeSource'))
    return 'needs a Prometheus; tested with one in @ad/collector';
  if (code.includes('new KafkaSource')) return 'needs a Kafka; tested with one in @ad/collector';
  return undefined;
}
const runnable = examples.filter(({ code }) => missing(code) === undefined);

afterAll(() => rmSync(generated, { recursive: true, force: true }));

describe('what readers are shown runs', () => {
  it('finds the examples', () => {
    expect(examples.length).toBeGreaterThan(15);
  });

  for (const { place, code } of examples) {
    const reason = missing(code);
    if (reason) it.skip(`${place} (${reason})`);
  }

  it.each(runnable)(
    '$place',
    async ({ place, code }) => {
      mkdirSync(generated, { recursive: true });
      const file = join(generated, `${place.replace(/\W+/g, '-')}.ts`);
      writeFileSync(file, toModule(code, exports));
      const quiet = (['log', 'error'] as const).map((name) =>
        vi.spyOn(console, name).mockImplementation(() => {}),
      );
      const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
      try {
        await expect(import(/* @vite-ignore */ file)).resolves.toBeDefined();
      } finally {
        for (const spy of [...quiet, stdout]) spy.mockRestore();
      }
    },
    30_000,
  );
});
