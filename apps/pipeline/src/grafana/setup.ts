import { isDeepStrictEqual } from 'node:util';
import type { GrafanaAnswer, GrafanaClient } from './client.js';
import { dashboard } from './dashboard.js';

/** What became of one thing that is set up. */
export interface SetupStep {
  readonly what: 'data source' | 'folder' | 'dashboard';
  /** `provisioned`: Grafana has it from a file, and does not let anybody else change it. */
  readonly state: 'created' | 'updated' | 'unchanged' | 'provisioned' | 'failed';
  /** What it is, or why it failed. */
  readonly detail: string;
}

type Failed = Extract<GrafanaAnswer, { ok: false }>;

const datasourceUid = 'prometheus';
const folderUid = 'anomaly-detection';
const folderTitle = 'Anomaly Detection';

/**
 * Brings data source, folder and dashboard into Grafana, or up to date. Repeating it changes nothing. Ends with the first step that
 * fails, as the next ones would.
 */
export async function setUpGrafana(client: GrafanaClient, prometheusUrl: string): Promise<SetupStep[]> {
  const steps: SetupStep[] = [];
  for (const step of [
    () => setUpDatasource(client, prometheusUrl),
    () => setUpFolder(client),
    () => setUpDashboard(client),
  ]) {
    const done = await step();
    steps.push(done);
    if (done.state === 'failed') break;
  }
  return steps;
}

/** What is asked of the data source; other settings that somebody made stay. */
function datasourceSettings(url: string) {
  return { type: 'prometheus', access: 'proxy', url, jsonData: { httpMethod: 'POST', timeInterval: '5s' } };
}

async function setUpDatasource(client: GrafanaClient, prometheusUrl: string): Promise<SetupStep> {
  const what = 'data source';
  const wanted = datasourceSettings(prometheusUrl);
  const detail = `Prometheus on ${prometheusUrl}`;
  const path = `/api/datasources/uid/${datasourceUid}`;
  const found = await client.get(path);
  if (found.ok) {
    const current = found.body as { type?: string; url?: string; readOnly?: boolean; jsonData?: object };
    if (current.type !== 'prometheus') {
      const reason = `the data source with the uid "${datasourceUid}" is of type ${current.type}; give it another uid`;
      return { what, state: 'failed', detail: reason };
    }
    if (current.readOnly) return { what, state: 'provisioned', detail: `Prometheus on ${current.url}` };
    const changed = { ...current, ...wanted, jsonData: { ...current.jsonData, ...wanted.jsonData } };
    if (isDeepStrictEqual(changed, current)) return { what, state: 'unchanged', detail };
    const updated = await client.send('PUT', path, changed);
    return updated.ok ? { what, state: 'updated', detail } : failed(what, updated);
  }
  if (found.status !== 404) return failed(what, found);
  const create = (name: string) =>
    client.send('POST', '/api/datasources', { name, uid: datasourceUid, ...wanted });
  const created = await create('Prometheus');
  // The name is taken by a data source of somebody else, which is left alone.
  const other =
    !created.ok && created.status === 409 ? await create('Prometheus (anomaly detection)') : created;
  return other.ok ? { what, state: 'created', detail } : failed(what, other);
}

async function setUpFolder(client: GrafanaClient): Promise<SetupStep> {
  const what = 'folder';
  const detail = folderTitle;
  const found = await client.get(`/api/folders/${folderUid}`);
  if (found.ok) return { what, state: 'unchanged', detail };
  if (found.status !== 404) return failed(what, found);
  const created = await client.send('POST', '/api/folders', { uid: folderUid, title: folderTitle });
  return created.ok ? { what, state: 'created', detail } : failed(what, created);
}

async function setUpDashboard(client: GrafanaClient): Promise<SetupStep> {
  const what = 'dashboard';
  const detail = `${client.url}/d/${dashboard.uid}`;
  const found = await client.get(`/api/dashboards/uid/${dashboard.uid}`);
  if (!found.ok && found.status !== 404) return failed(what, found);
  if (found.ok) {
    const { meta, dashboard: current } = found.body as {
      meta?: { provisioned?: boolean };
      dashboard?: object;
    };
    if (meta?.provisioned) return { what, state: 'provisioned', detail };
    // Grafana adds an id and counts versions.
    const kept = Object.fromEntries(Object.entries(current ?? {}).filter(([key]) => key in dashboard));
    if (isDeepStrictEqual(kept, JSON.parse(JSON.stringify(dashboard))))
      return { what, state: 'unchanged', detail };
  }
  const saved = await client.send('POST', '/api/dashboards/db', {
    dashboard: { ...dashboard, id: null },
    folderUid,
    overwrite: true,
    message: 'ad grafana setup',
  });
  if (saved.ok) return { what, state: found.ok ? 'updated' : 'created', detail };
  return failed(what, saved);
}

/** What went wrong, and what to do about it where that is known. */
function failed(what: SetupStep['what'], { status, message }: Failed): SetupStep {
  const advice: Readonly<Record<number, string>> = {
    401: 'set GRAFANA_USER and GRAFANA_PASSWORD',
    403: 'the user needs the role Admin',
    404: 'this version of Grafana is not known here: import the output of `ad grafana dashboard` by hand',
    410: 'this version of Grafana is not known here: import the output of `ad grafana dashboard` by hand',
  };
  return { what, state: 'failed', detail: advice[status] ? `${message}; ${advice[status]}` : message };
}

/** Whether Grafana reaches Prometheus, as far as it can tell; a reason where it does not. */
export async function datasourceProblem(client: GrafanaClient): Promise<string | undefined> {
  const health = await client.get(`/api/datasources/uid/${datasourceUid}/health`);
  // Older versions cannot tell.
  return health.ok || health.status === 404 ? undefined : health.message;
}
