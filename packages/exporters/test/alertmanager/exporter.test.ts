import { describe, expect, it } from 'vitest';
import { firingVerdict, noDataVerdict, normalVerdict } from '../verdicts.js';
import { minute, second, start } from './fake-alertmanager.js';

describe('an alert', () => {
  it('begins with the first anomalous verdict', async () => {
    const { server, sink } = start({
      labels: { team: 'web' },
      runbookUrl: 'https://example.org/runbook',
      generatorUrl: 'https://example.org/dashboard',
      headers: { authorization: 'Bearer secret' },
    });
    const verdict = firingVerdict({
      timestamp: server.time,
      alertId: 'web-1/2026-01-05T12:00:30.000Z',
      explanation: 'cpu_percent 99 % is far above its expected 3-10 %',
    });

    expect(await sink.write(verdict)).toEqual({ ok: true });
    expect(server.requests).toEqual([
      [
        {
          labels: { alertname: 'AnomalyDetected', host: 'web-1', severity: 'warning', team: 'web' },
          annotations: {
            summary: 'cpu_percent 99 % is far above its expected 3-10 %',
            value: '98.7 %',
            probability: '0.97',
            alert_id: 'web-1/2026-01-05T12:00:30.000Z',
            runbook_url: 'https://example.org/runbook',
          },
          startsAt: '2026-01-05T12:00:30.000Z',
          endsAt: '2026-01-05T12:04:30.000Z',
          generatorURL: 'https://example.org/dashboard',
        },
      ],
    ]);
    expect(server.headers[0]?.get('authorization')).toBe('Bearer secret');
    expect(server.headers[0]?.get('content-type')).toBe('application/json');
  });

  it('is explained from its largest share where the detector has no sentence, and by its host where it has nothing', async () => {
    const { server, sink } = start();
    await sink.write(firingVerdict());
    await sink.write(firingVerdict({ host: 'web-2', attributions: [], probability: Number.NaN }));
    const [[explained], [bare]] = server.requests;
    expect(explained?.annotations.summary).toBe(
      'cpu_percent 98.7 % is far above its expected 3.1–9.8 % (91 % of the score)',
    );
    expect(bare?.annotations).toEqual({ summary: 'anomaly on web-2' });
  });

  it('is sent again every minute while it lasts, with the same begin, a later end and the latest words', async () => {
    const { server, sink } = start();
    await sink.write(firingVerdict({ explanation: 'first' }));
    const { startsAt } = server.requests[0]![0]!;
    for (let i = 1; i <= 16; i++) {
      server.time += 15 * second;
      expect(await sink.write(firingVerdict({ timestamp: server.time, explanation: `after ${i}` }))).toEqual({
        ok: true,
      });
    }
    expect(server.requests.map(([alert]) => alert?.annotations.summary)).toEqual([
      'first',
      'after 4',
      'after 8',
      'after 12',
      'after 16',
    ]);
    expect(new Set(server.requests.map(([alert]) => alert?.startsAt))).toEqual(new Set([startsAt]));
    expect(Date.parse(server.requests[4]![0]!.endsAt)).toBe(server.time + 4 * minute);
    expect(server.active).toEqual(['web-1']);
  });

  it('keeps its words when a sample says nothing', async () => {
    const { server, sink } = start();
    await sink.write(firingVerdict({ explanation: 'first' }));
    server.time += minute;
    await sink.write(noDataVerdict({ isAnomaly: true, timestamp: server.time }));
    expect(server.requests[1]?.[0]?.annotations.summary).toBe('first');
  });

  it('ends with the first verdict that is no anomaly', async () => {
    const { server, sink } = start();
    await sink.write(firingVerdict({ timestamp: server.time }));
    server.time += 30 * second;
    await sink.write(normalVerdict({ timestamp: server.time }));
    expect(server.requests[1]?.[0]).toMatchObject({
      startsAt: '2026-01-05T12:00:30.000Z',
      endsAt: '2026-01-05T12:01:00.000Z',
    });
    expect(server.active).toEqual([]);
    expect(sink.alerts).toBe(0);

    server.time += 30 * second;
    await sink.write(normalVerdict({ timestamp: server.time }));
    expect(server.requests).toHaveLength(2);
  });

  it('that follows another one without a verdict between begins anew', async () => {
    const { server, sink } = start();
    await sink.write(firingVerdict({ alertId: 'a', timestamp: server.time }));
    server.time += 15 * second;
    await sink.write(firingVerdict({ alertId: 'b', timestamp: server.time }));
    expect(server.requests.map(([alert]) => alert?.startsAt)).toEqual([
      '2026-01-05T12:00:30.000Z',
      '2026-01-05T12:00:45.000Z',
    ]);
    expect(sink.alerts).toBe(1);
  });

  it('ends by itself when its host falls silent, and leaves room for others', async () => {
    const { server, sink } = start({ maxAlerts: 1 });
    await sink.write(firingVerdict());
    expect(await sink.write(firingVerdict({ host: 'web-2' }))).toMatchObject({
      ok: false,
      reason: 'host_limit',
    });
    server.time += 4 * minute;
    expect(server.active).toEqual([]);
    expect(await sink.write(firingVerdict({ host: 'web-2' }))).toEqual({ ok: true });
    expect(server.active).toEqual(['web-2']);
  });

  it('with a timestamp that no calendar has is told all the same', async () => {
    const { server, sink } = start();
    expect(await sink.write(firingVerdict({ timestamp: Number.NaN }))).toEqual({ ok: true });
    expect(await sink.write(firingVerdict({ host: 'web-2', timestamp: 1e300 }))).toEqual({ ok: true });
    expect(server.requests.map(([alert]) => alert?.startsAt)).toEqual([
      '1970-01-01T00:00:00.000Z',
      '9999-12-31T23:59:59.000Z',
    ]);
  });

  it('of one host and those of others written with it share a request, up to the size of a batch', async () => {
    const { server, sink } = start({ batchSize: 2 });
    await Promise.all(['a', 'b', 'c'].map((host) => sink.write(firingVerdict({ host }))));
    expect(server.requests.map((alerts) => alerts.map(({ labels }) => labels.host))).toEqual([
      ['a', 'b'],
      ['c'],
    ]);
    expect(sink.delivered).toBe(3);
  });

  it('that ends before it was sent ends the alert before it, which was sent', async () => {
    const { server, sink } = start();
    await sink.write(firingVerdict({ timestamp: server.time, alertId: 'first' }));
    server.time += second;
    const at = { timestamp: server.time };
    void sink.write(normalVerdict(at));
    void sink.write(firingVerdict({ ...at, alertId: 'second' }));
    await sink.write(normalVerdict(at));
    expect(server.active).toEqual([]);
    expect(sink.alerts).toBe(0);
  });
});

describe('a verdict that changes nothing', () => {
  it('is answered at once and sends nothing', () => {
    const { server, sink } = start();
    expect(sink.write(normalVerdict())).toEqual({ ok: true });
    expect(sink.write(noDataVerdict())).toEqual({ ok: true });
    expect(server.requests).toEqual([]);
  });
});

describe('options', () => {
  it.each([
    [{ url: 'localhost:9093' }, 'url must be an http or https URL'],
    [{ url: 'http://user:hunter2@localhost' }, 'credentials go into headers'],
    [{ url: 'http://localhost?token=hunter2' }, 'credentials go into headers'],
    [{ labels: { 'not-a-name': 'x' } }, 'got "not-a-name"'],
    [{ labels: { host: 'x' } }, 'other than alertname, host, severity, got "host"'],
    [{ alertName: ' ' }, 'alertName must not be empty, got " "'],
    [{ repeatSeconds: 0 }, 'repeatSeconds must be an integer from 1 to 86400, got 0'],
    [{ maxAlerts: 0.5 }, 'maxAlerts must be an integer from 1 to 1000000, got 0.5'],
  ])('%o are refused', (options, message) => {
    expect(() => start(options)).toThrow(message);
    expect(() => start(options)).not.toThrow('hunter2');
  });

  it('may have a path before the API', async () => {
    const asked: string[] = [];
    const { sink } = start({
      url: 'https://example.org/alertmanager/',
      fetch: async (input) => {
        asked.push(String(input));
        return new Response();
      },
    });
    await sink.write(firingVerdict());
    expect(asked).toEqual(['https://example.org/alertmanager/api/v2/alerts']);
  });
});
