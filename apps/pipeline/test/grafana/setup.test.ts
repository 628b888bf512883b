import { describe, expect, it } from 'vitest';
import { ad, answering } from '../support/ad.js';
import { startFakeGrafana } from '../support/fake-grafana.js';

async function setUp(url: string, env: Record<string, string> = {}, ...flags: string[]) {
  const { code, out, err } = await ad(['grafana', 'setup', '--wait', '0', ...flags], {
    GRAFANA_URL: url,
    ...env,
  });
  // As in the documentation, whatever the port.
  return { code, out: out.replaceAll(url, 'URL'), err: err.replaceAll(url, 'URL') };
}

describe('ad grafana setup', () => {
  it('brings data source, folder and dashboard into a fresh Grafana, and changes nothing when repeated', async () => {
    const grafana = await startFakeGrafana();
    expect(await setUp(grafana.url)).toEqual({
      code: 0,
      out: `✓ Grafana 13.2.1 on URL
✓ data source  created      Prometheus on http://localhost:9090
✓ folder       created      Anomaly Detection
✓ dashboard    created      URL/d/anomaly-detection
`,
      err: '',
    });
    expect(grafana.datasources.get('prometheus')).toMatchObject({
      name: 'Prometheus',
      type: 'prometheus',
      url: 'http://localhost:9090',
    });
    expect(grafana.dashboards.get('anomaly-detection')?.folderUid).toBe('anomaly-detection');
    expect(grafana.dashboards.get('anomaly-detection')?.dashboard.title).toBe('Anomaly Detection');

    grafana.writes.length = 0;
    const again = await setUp(grafana.url);
    expect(again.out.match(/unchanged/g)).toHaveLength(3);
    expect(again.code).toBe(0);
    expect(grafana.writes).toEqual([]);
  });

  it('brings back what somebody changed, and keeps what it does not know of', async () => {
    const grafana = await startFakeGrafana();
    await setUp(grafana.url);
    Object.assign(grafana.datasources.get('prometheus')!, { isDefault: true });
    Object.assign(grafana.dashboards.get('anomaly-detection')!.dashboard, { title: 'Mine' });
    const { out } = await setUp(grafana.url, {}, '--prometheus', 'http://prometheus:9090');
    expect(out).toContain('✓ data source  updated      Prometheus on http://prometheus:9090');
    expect(out).toContain('✓ dashboard    updated');
    expect(grafana.datasources.get('prometheus')).toMatchObject({
      url: 'http://prometheus:9090',
      isDefault: true,
    });
    expect(grafana.dashboards.get('anomaly-detection')?.dashboard.title).toBe('Anomaly Detection');
  });

  it('leaves what Grafana has from files as it is', async () => {
    const grafana = await startFakeGrafana({ provisioned: true });
    const { code, out } = await setUp(grafana.url);
    expect(code).toBe(0);
    expect(out).toContain('✓ data source  provisioned  Prometheus on http://prometheus:9090');
    expect(out).toContain('✓ dashboard    provisioned  URL/d/anomaly-detection');
    expect(grafana.writes).toEqual([]);
  });

  it('leaves a data source of the same name alone', async () => {
    const grafana = await startFakeGrafana({ nameIsTaken: true });
    expect((await setUp(grafana.url)).code).toBe(0);
    expect([...grafana.datasources.values()].map(({ name }) => name)).toEqual([
      'Prometheus',
      'Prometheus (anomaly detection)',
    ]);
  });

  it('says where to look when Grafana does not reach Prometheus', async () => {
    const grafana = await startFakeGrafana({ prometheus: 'unreachable' });
    const { code, err } = await setUp(grafana.url);
    expect(code).toBe(0);
    expect(err).toBe(
      '! Grafana does not reach Prometheus: dial tcp: connection refused (400)\n' +
        'Say where Grafana finds it with --prometheus; in docker-compose.yml it is http://prometheus:9090\n',
    );
  });

  it('waits for a Grafana that is starting', async () => {
    const grafana = await startFakeGrafana({ startingRequests: 3 });
    expect((await setUp(grafana.url, {}, '--wait', '20')).code).toBe(0);
    const slow = await startFakeGrafana({ startingRequests: 1000 });
    expect((await setUp(slow.url)).err).toContain('✗ Grafana on URL: it answers 503');
  });

  it('says what to set when the password is refused, and never shows one', async () => {
    const grafana = await startFakeGrafana({ password: 'changed' });
    const refused = await setUp(grafana.url, { GRAFANA_PASSWORD: 'hunter2' });
    expect(refused.code).toBe(1);
    expect(refused.out).toContain(
      '✗ data source  failed       Invalid username or password (401); set GRAFANA_USER and GRAFANA_PASSWORD',
    );
    expect(refused.out + refused.err).not.toContain('hunter2');
    expect((await setUp(grafana.url, { GRAFANA_PASSWORD: 'changed' })).code).toBe(0);
  });

  it('says how to go on by hand with a version that it does not know', async () => {
    const grafana = await startFakeGrafana({ withoutSaving: true });
    const { code, out } = await setUp(grafana.url);
    expect(code).toBe(1);
    expect(out).toContain(
      '✗ dashboard    failed       Not found (404); this version of Grafana is not known here',
    );
  });

  it('says so when nobody is there, or somebody else', async () => {
    const absent = await setUp('http://127.0.0.1:2');
    expect(absent.code).toBe(1);
    expect(absent.err).toMatch(/^✗ Grafana on URL: connect ECONNREFUSED.*\nStart it with/);

    for (const [status, body, said] of [
      [200, '<html></html>', 'answers, but is not Grafana'],
      [404, '', 'answers 404, so it is not Grafana'],
    ] as const) {
      const { server, url } = await answering(status, body);
      expect((await setUp(url, {}, '--wait', '20')).err).toContain(`✗ Grafana on URL: ${said}`);
      server.close();
    }
  });

  it('gives its report as JSON', async () => {
    const grafana = await startFakeGrafana();
    const { out } = await setUp(grafana.url, {}, '--json');
    expect(JSON.parse(out)).toMatchObject({
      version: '13.2.1',
      steps: [
        { what: 'data source', state: 'created' },
        { what: 'folder', state: 'created' },
        { what: 'dashboard', state: 'created' },
      ],
    });
  });
});
