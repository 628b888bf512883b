import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { dashboard } from '../../src/grafana/dashboard.js';
import type { Panel, Row } from '../../src/grafana/dashboard-json.js';
import { ad } from '../support/ad.js';

const committed = new URL(
  '../../../../monitoring/grafana/dashboards/anomaly-detection.json',
  import.meta.url,
);

const isRow = (panel: Panel | Row): panel is Row => panel.type === 'row';
const everything = dashboard.panels.flatMap((panel) => (isRow(panel) ? [panel, ...panel.panels] : [panel]));
const panels = everything.filter((panel): panel is Panel => !isRow(panel));
const queries = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const));

describe('the dashboard', () => {
  it('is what is committed; `ad grafana dashboard` writes it', async () => {
    const { out } = await ad(['grafana', 'dashboard']);
    expect(out).toBe(await readFile(committed, 'utf8'));
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(dashboard)));
  });

  it('begins with the six panels that were promised', () => {
    expect(panels.slice(0, 6).map(({ title }) => title)).toEqual([
      'Anomaly Alert',
      'Anomaly Score',
      'CPU Usage',
      'Memory Usage',
      'System Metrics Timeline',
      'Anomaly Detection Timeline',
    ]);
  });

  it('hides the health of the detector until somebody asks for it', () => {
    const rows = dashboard.panels.filter(isRow).map(({ title, collapsed }) => ({ title, collapsed }));
    expect(rows).toEqual([
      { title: 'Why', collapsed: false },
      { title: 'Detector health', collapsed: true },
      { title: 'Kafka', collapsed: true },
    ]);
  });
});

// After the rules of grafana/dashboard-linter, and some of our own.
describe('rules of dashboards', () => {
  it('ids are unique, and every panel has its own title', () => {
    const ids = everything.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const titles = panels.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('refresh, time range and schema are set, and file provisioning takes the format', () => {
    expect(dashboard).toMatchObject({
      refresh: expect.stringMatching(/^\d+s$/),
      time: { from: 'now-15m', to: 'now' },
      schemaVersion: 42,
      uid: expect.stringMatching(/^[a-zA-Z0-9_-]{1,40}$/),
    });
  });

  it('data source, job and instance can be chosen, and one may have all of them', () => {
    const { list } = dashboard.templating;
    expect(list.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'datasource datasource',
      'job query',
      'instance query',
      'host query',
    ]);
    for (const { type, multi, includeAll } of list) {
      if (type === 'query') expect({ multi, includeAll }).toEqual({ multi: true, includeAll: true });
    }
  });

  it('no data source is written into it but the choice of the reader', () => {
    const uids = [...JSON.stringify(dashboard).matchAll(/"uid":"([^"]*)"/g)].map(([, uid]) => uid);
    expect(new Set(uids)).toEqual(new Set(['anomaly-detection', '$datasource']));
  });

  it.each(panels.map((panel) => [panel.title, panel] as const))(
    '%s has description, unit and place',
    (_, panel) => {
      expect(panel.description).toMatch(/^[A-Z"].*[.]$/);
      expect(panel.fieldConfig.defaults.unit).toBeTruthy();
      expect(panel.datasource.uid).toBe('$datasource');
      expect(panel.targets.length).toBeGreaterThan(0);
      const refIds = panel.targets.map(({ refId }) => refId);
      expect(new Set(refIds).size).toBe(refIds.length);
      const { x, w } = panel.gridPos;
      expect(x + w).toBeLessThanOrEqual(24);
      if (panel.type !== 'timeseries') {
        expect(panel.options.reduceOptions).toMatchObject({ calcs: ['lastNotNull'] });
        expect(panel.targets.every(({ instant }) => instant)).toBe(true);
      }
    },
  );

  it.each(queries)(
    '%s: a query is of the chosen job and instance, counters are asked for rates: %s',
    (title, expr) => {
      const selectors = expr.match(/\w+\{[^}]*\}/g) ?? [];
      expect(selectors.length).toBeGreaterThan(0);
      for (const selector of selectors) expect(selector).toContain('{job=~"$job", instance=~"$instance"');
      if (/_(total|bucket)\{/.test(expr) && title !== 'Trainings') {
        expect(expr).toMatch(/rate\([^()]*\[\$__rate_interval\]\)/);
      }
      expect(expr).not.toMatch(/\[\d+[smhd]\]/);
    },
  );

  it('panels do not overlap', () => {
    for (const [i, a] of panels.entries()) {
      for (const b of panels.slice(i + 1)) {
        const [p, q] = [a.gridPos, b.gridPos];
        const apart = p.x + p.w <= q.x || q.x + q.w <= p.x || p.y + p.h <= q.y || q.y + q.h <= p.y;
        expect(apart, `${a.title} and ${b.title}`).toBe(true);
      }
    }
  });
});
