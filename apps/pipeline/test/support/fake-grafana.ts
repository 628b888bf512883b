import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** How this Grafana differs from a fresh one. */
interface FakeGrafanaOptions {
  readonly password?: string;
  /** Data source and dashboard come from files. */
  readonly provisioned?: boolean;
  /** Answers 503 to so many requests first, as while it migrates its database. */
  readonly startingRequests?: number;
  /** Has no legacy API to save dashboards with. */
  readonly withoutSaving?: boolean;
  /** What its data source says of Prometheus. */
  readonly prometheus?: 'reached' | 'unreachable';
  /** Somebody else's data source with our name. */
  readonly nameIsTaken?: boolean;
}

type Stored = Record<string, unknown>;

/** The endpoints of Grafana's HTTP API that a setup needs, with the answers that its documentation and sources give. */
export interface FakeGrafana {
  readonly url: string;
  readonly datasources: Map<string, Stored>;
  readonly folders: Map<string, Stored>;
  readonly dashboards: Map<string, { folderUid: string | undefined; dashboard: Stored }>;
  /** Requests that changed something, or tried to. */
  readonly writes: string[];
}

/** Starts one that is ended with the test. */
export async function startFakeGrafana(options: FakeGrafanaOptions = {}): Promise<FakeGrafana> {
  const { password = 'admin123', provisioned = false, withoutSaving = false } = options;
  const [datasources, folders] = [new Map<string, Stored>(), new Map<string, Stored>()];
  const dashboards: FakeGrafana['dashboards'] = new Map();
  const writes: string[] = [];
  let starting = options.startingRequests ?? 0;
  if (options.nameIsTaken) datasources.set('other', { uid: 'other', name: 'Prometheus', type: 'prometheus' });
  if (provisioned) {
    const datasource = {
      uid: 'prometheus',
      name: 'Prometheus',
      type: 'prometheus',
      url: 'http://prometheus:9090',
    };
    datasources.set('prometheus', { ...datasource, readOnly: true });
    folders.set('anomaly-detection', { uid: 'anomaly-detection', title: 'Anomaly Detection' });
    dashboards.set('anomaly-detection', {
      folderUid: 'anomaly-detection',
      dashboard: { uid: 'anomaly-detection' },
    });
  }

  function answer(method: string, path: string, body: Stored): [status: number, body: unknown] {
    const [, resource, uid, last] =
      /^\/api\/(datasources\/uid|folders|dashboards\/uid)\/([^/]+)(\/health)?$/.exec(path) ?? [];
    if (resource === 'datasources/uid' && uid !== undefined) {
      const found = datasources.get(uid);
      if (!found) return [404, { message: 'Data source not found' }];
      if (last && options.prometheus === 'unreachable') {
        return [400, { status: 'ERROR', message: 'dial tcp: connection refused' }];
      }
      if (last) return [200, { status: 'OK', message: 'Successfully queried the Prometheus API.' }];
      if (method === 'GET') return [200, found];
      if (found.readOnly) return [403, { message: 'Cannot update read-only data source' }];
      datasources.set(uid, { ...body, version: Number(found.version) + 1 });
      return [200, { message: 'Datasource updated' }];
    }
    if (path === '/api/datasources' && method === 'POST') {
      const isTaken = [...datasources.values()].some(
        ({ name, uid }) => name === body.name || uid === body.uid,
      );
      if (isTaken) return [409, { message: 'data source with the same name already exists' }];
      datasources.set(String(body.uid), {
        id: 1,
        orgId: 1,
        isDefault: false,
        readOnly: false,
        version: 1,
        ...body,
      });
      return [200, { message: 'Datasource added' }];
    }
    if (resource === 'folders' && uid !== undefined) {
      return folders.has(uid)
        ? [200, folders.get(uid)]
        : [404, { message: 'folder not found', status: 'not-found' }];
    }
    if (path === '/api/folders' && method === 'POST') {
      if (folders.has(String(body.uid)))
        return [409, { message: 'a folder with the same uid already exists' }];
      folders.set(String(body.uid), body);
      return [200, body];
    }
    if (resource === 'dashboards/uid' && uid !== undefined) {
      const found = dashboards.get(uid);
      if (!found) return [404, { message: 'Dashboard not found' }];
      return [200, { meta: { provisioned, folderUid: found.folderUid }, dashboard: found.dashboard }];
    }
    if (path === '/api/dashboards/db' && method === 'POST' && !withoutSaving) {
      const { dashboard, folderUid, overwrite } = body as {
        dashboard: Stored;
        folderUid?: string;
        overwrite?: boolean;
      };
      const uid = String(dashboard.uid);
      const version = Number(dashboards.get(uid)?.dashboard.version ?? 0);
      if (provisioned) return [400, { message: 'Cannot save provisioned dashboard' }];
      if (version > 0 && !overwrite)
        return [412, { message: 'The dashboard has been changed by someone else' }];
      dashboards.set(uid, { folderUid, dashboard: { ...dashboard, id: 7, version: version + 1 } });
      return [200, { id: 7, uid, url: `/d/${uid}/x`, status: 'success', version: version + 1 }];
    }
    return [404, { message: 'Not found' }];
  }

  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const { method = '', url = '' } = request;
    if (starting > 0) {
      starting -= 1;
      return reply(response, 503, { database: 'failing' });
    }
    if (url === '/api/health') {
      return reply(response, 200, { commit: 'abc', database: 'ok', version: '13.2.1' });
    }
    const expected = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
    if (request.headers.authorization !== expected) {
      return reply(response, 401, {
        message: 'Invalid username or password',
        messageId: 'password-auth.failed',
      });
    }
    if (method !== 'GET') writes.push(`${method} ${url}`);
    reply(response, ...answer(method, url, text === '' ? {} : JSON.parse(text)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, datasources, folders, dashboards, writes };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
