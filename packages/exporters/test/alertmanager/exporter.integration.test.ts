import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AlertmanagerExporter } from '@ad/exporters/alertmanager';
import { expect, it } from 'vitest';
import { firingVerdict, normalVerdict } from '../verdicts.js';

// The Alertmanager of `node scripts/services.mjs up`.
const offset = Number(process.env.SERVICES_PORT_OFFSET ?? '0');
const url = `http://127.0.0.1:${9093 + offset}`;

interface ActiveAlert {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
}

/** The alerts of a name that Alertmanager holds for active. */
async function activeAlerts(alertName: string): Promise<ActiveAlert[]> {
  const filter = encodeURIComponent(`alertname="${alertName}"`);
  const response = await fetch(`${url}/api/v2/alerts?filter=${filter}`);
  return (await response.json()) as ActiveAlert[];
}

it('an alert is active while its anomaly lasts, and over after it', async () => {
  const alertName = `Test-${randomUUID()}`;
  const sink = new AlertmanagerExporter({
    url,
    alertName,
    severity: 'critical',
    labels: { team: 'web' },
    runbookUrl: 'https://example.org/runbook',
    generatorUrl: 'https://example.org/dashboard',
    repeatSeconds: 1,
  });
  const began = Date.now();
  const hosts = ['web-1', 'ホスト"\\\n'];
  for (const host of hosts) {
    expect(await sink.write(firingVerdict({ host, timestamp: began, explanation: 'begins' }))).toEqual({
      ok: true,
    });
  }
  const first = await activeAlerts(alertName);
  expect(first.map(({ labels }) => labels.host).sort()).toEqual([...hosts].sort());
  const web = first.find(({ labels }) => labels.host === 'web-1');
  expect(web).toMatchObject({
    labels: { alertname: alertName, host: 'web-1', severity: 'critical', team: 'web' },
    annotations: {
      summary: 'begins',
      value: '98.7 %',
      probability: '0.97',
      runbook_url: 'https://example.org/runbook',
    },
    startsAt: new Date(began).toISOString(),
    generatorURL: 'https://example.org/dashboard',
  });

  // Longer than the four seconds after which an alert ends that is not sent again.
  for (let i = 0; i < 12; i++) {
    await sleep(500);
    expect(
      await sink.write(firingVerdict({ host: 'web-1', timestamp: Date.now(), explanation: 'lasts' })),
    ).toEqual({
      ok: true,
    });
  }
  const lasting = await activeAlerts(alertName);
  expect(lasting.map(({ labels }) => labels.host)).toEqual(['web-1']);
  expect(lasting[0]?.annotations.summary).toBe('lasts');
  expect(lasting[0]?.startsAt).toBe(web?.startsAt);
  expect(Date.parse(lasting[0]!.endsAt)).toBeGreaterThan(Date.parse(web!.endsAt));

  expect(await sink.write(normalVerdict({ host: 'web-1', timestamp: Date.now() }))).toEqual({ ok: true });
  expect(await activeAlerts(alertName)).toEqual([]);
  await sink.close();
});

it('a thousand hosts at once are told in ten requests', async () => {
  const alertName = `Test-${randomUUID()}`;
  let requests = 0;
  const counted: typeof fetch = (...parameters) => {
    requests += 1;
    return fetch(...parameters);
  };
  const sink = new AlertmanagerExporter({ url, alertName, repeatSeconds: 1, fetch: counted });
  const hosts = Array.from({ length: 1000 }, (_, i) => `host-${i}`);
  const tell = (verdict: typeof firingVerdict) =>
    Promise.all(hosts.map((host) => sink.write(verdict({ host, timestamp: Date.now() }))));
  expect(new Set((await tell(firingVerdict)).map(({ ok }) => ok))).toEqual(new Set([true]));
  expect(requests).toBe(10);
  expect(await activeAlerts(alertName)).toHaveLength(1000);
  await tell(normalVerdict);
  expect(await activeAlerts(alertName)).toEqual([]);
  await sink.close();
});

it('what is no Alertmanager refuses, and what is not there cannot be reached', async () => {
  const elsewhere = new AlertmanagerExporter({ url: `${url}/nothing/here` });
  expect(await elsewhere.write(firingVerdict())).toMatchObject({ ok: false, reason: 'rejected' });
  await elsewhere.close();

  const nobody = new AlertmanagerExporter({ url: 'http://127.0.0.1:2' });
  const written = await nobody.write(firingVerdict());
  expect(written).toMatchObject({ ok: false, reason: 'unreachable' });
  await nobody.close();
});
