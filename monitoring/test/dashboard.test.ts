import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { exposedNames, namesIn } from './support/exposed.js';
import { filesOf, pathOf, readYaml } from './support/files.js';

interface Datasources {
  readonly datasources: readonly {
    readonly uid: string;
    readonly url: string;
    readonly jsonData: { readonly timeInterval: string };
  }[];
}

interface PrometheusConfiguration {
  readonly scrape_configs: readonly { readonly job_name: string; readonly scrape_interval?: string }[];
}

it('the dashboard asks only for what a detector exposes', async () => {
  const text = await readFile(pathOf('grafana/dashboards/anomaly-detection.json'), 'utf8');
  const expressions = [...text.matchAll(/"(?:expr|definition)": ("(?:[^"\\]|\\.)*")/g)].map(([, json]) =>
    JSON.parse(json!),
  );
  expect(expressions.length).toBeGreaterThan(25);
  const known = [...(await exposedNames())];
  for (const expression of expressions) expect(known).toEqual(expect.arrayContaining(namesIn(expression)));
});

it('the provisioned data source is the default of the dashboard, and knows how often is scraped', async () => {
  const [file] = await filesOf('grafana/provisioning/datasources');
  const { datasources } = await readYaml<Datasources>(file!);
  const { scrape_configs } = await readYaml<PrometheusConfiguration>(pathOf('prometheus/prometheus.yml'));
  const job = scrape_configs.find(({ job_name }) => job_name === 'anomaly-detection');
  expect(datasources).toMatchObject([
    { uid: 'prometheus', url: 'http://prometheus:9090', jsonData: { timeInterval: job?.scrape_interval } },
  ]);
});
