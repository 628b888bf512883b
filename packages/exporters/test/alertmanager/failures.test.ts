import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firingVerdict, normalVerdict } from '../verdicts.js';
import { minute, second, settled, start } from './fake-alertmanager.js';

describe('an outage', () => {
  it('is an answer that names the address and the reason, and no secret', async () => {
    const { server, sink } = start({ headers: { authorization: 'Bearer secret' } });
    server.behaviour = 'unreachable';
    const written = await sink.write(firingVerdict());
    expect(written).toMatchObject({ ok: false, reason: 'unreachable', dropped: 1 });
    expect(!written.ok && written.error.message).toBe(
      'http://localhost:9093/api/v2/alerts cannot be reached: connect ECONNREFUSED 127.0.0.1:9093',
    );
    expect(inspect([written, sink], { depth: 9, showHidden: true })).not.toContain('secret');
  });

  it('is waited out: the alert is sent by itself, later and later, until it is taken', async () => {
    const { server, sink } = start();
    server.behaviour = 503;
    await sink.write(firingVerdict());
    const pauses: number[] = [];
    for (let tried = 1; tried < 8; tried++) {
      let waited = 0;
      for (; server.requests.length === tried && waited < 3600; waited++) {
        void sink.write(firingVerdict());
        await server.pass(500);
      }
      pauses.push(waited * 500);
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000]);
    server.behaviour = 'take';
    await server.pass(30 * second);
    expect(server.active).toEqual(['web-1']);
    expect(sink.write(firingVerdict())).toEqual({ ok: true });
  });

  it('is answered at once by who writes during it, about alerts alone', async () => {
    const { server, sink } = start();
    server.behaviour = 'unreachable';
    await sink.write(firingVerdict());
    expect(sink.write(firingVerdict())).toMatchObject({ ok: false, reason: 'unreachable' });
    expect(sink.write(normalVerdict({ host: 'web-2' }))).toEqual({ ok: true });
    expect(server.requests).toHaveLength(1);
  });

  it('is one of a server that does not answer in time', async () => {
    const { server, sink } = start({ timeoutMilliseconds: 2000 });
    server.behaviour = 'silent';
    const written = sink.write(firingVerdict());
    await settled();
    await server.pass(2000);
    expect(await written).toMatchObject({ ok: false, reason: 'unreachable' });
    expect(((await written) as { error: Error }).error.message).toContain('no answer within 2000 ms');
  });

  it('during which an alert ended is followed by its end, as it may have arrived', async () => {
    const { server, sink } = start();
    server.behaviour = 'unreachable';
    const { time } = server;
    await sink.write(firingVerdict({ timestamp: time }));
    void sink.write(normalVerdict({ timestamp: time + 15 * second }));
    server.behaviour = 'take';
    await server.pass(15 * second);
    expect(server.requests[1]?.[0]?.endsAt).toBe(new Date(time + 15 * second).toISOString());
    expect(sink.alerts).toBe(0);
  });

  it('that outlasts a host which fell silent leaves nothing to tell', async () => {
    const { server, sink } = start();
    server.behaviour = 'unreachable';
    await sink.write(firingVerdict());
    server.behaviour = 'take';
    await server.pass(4 * minute);
    expect(server.requests).toHaveLength(1);
    expect(sink.alerts).toBe(0);
  });
});

describe('a refusal', () => {
  it.each([400, 401, 404, 302])(
    'with %d is answered, and the alert offered again no sooner than it would be anyway',
    async (status) => {
      const { server, sink } = start();
      server.behaviour = status;
      const written = await sink.write(firingVerdict());
      expect(written).toMatchObject({ ok: false, reason: 'rejected' });
      expect(!written.ok && written.error.message).toBe(
        `http://localhost:9093/api/v2/alerts answers ${status}: it says why`,
      );
      await server.pass(59 * second);
      expect(sink.write(firingVerdict())).toEqual({ ok: true });
      expect(server.requests).toHaveLength(1);
      server.behaviour = 'take';
      await server.pass(second);
      expect(await sink.write(firingVerdict())).toEqual({ ok: true });
      expect(server.active).toEqual(['web-1']);
    },
  );
});

describe('close', () => {
  it('tells what there is to tell, leaves what lasts, and refuses what comes after it', async () => {
    const { server, sink } = start();
    await sink.write(firingVerdict());
    const late = sink.write(firingVerdict({ host: 'web-2' }));
    await Promise.all([sink.close(), sink.close()]);
    expect(await late).toEqual({ ok: true });
    expect(server.active).toEqual(['web-1', 'web-2']);
    expect(sink.write(firingVerdict())).toMatchObject({ ok: false, reason: 'closed' });
  });

  it('does not wait for a server that is away, nor longer than it may for one that is silent', async () => {
    const away = start();
    away.server.behaviour = 'unreachable';
    await away.sink.write(firingVerdict());
    await away.sink.close();
    expect(away.server.requests).toHaveLength(1);

    const silent = start({ closeTimeoutMilliseconds: 3000 });
    silent.server.behaviour = 'silent';
    const written = silent.sink.write(firingVerdict());
    const closed = silent.sink.close();
    await settled();
    await silent.server.pass(3000);
    await closed;
    expect(await written).toMatchObject({ ok: false, reason: 'unreachable' });
  });
});

it('whatever happens, Alertmanager knows in the end what the last verdicts say', async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ host: fc.constantFrom('a', 'b', 'c'), isAnomaly: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ behaviour: fc.constantFrom('take', 'unreachable', 503) }) },
    { weight: 2, arbitrary: fc.record({ pass: fc.integer({ min: 1, max: 120 }) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { server, sink } = start({ batchSize: 2 });
      const last = new Map<string, boolean>();
      const write = (host: string, isAnomaly: boolean) => {
        const verdict = isAnomaly ? firingVerdict : normalVerdict;
        return sink.write(verdict({ host, timestamp: server.time }));
      };
      for (const one of steps) {
        if ('pass' in one) await server.pass(one.pass * second);
        else if ('behaviour' in one) server.behaviour = one.behaviour as 'take';
        else {
          last.set(one.host, one.isAnomaly);
          void write(one.host, one.isAnomaly);
        }
        expect(sink.alerts).toBeLessThanOrEqual(3);
      }
      // The server is back, the hosts stay as they are.
      server.behaviour = 'take';
      for (let i = 0; i < 10; i++) {
        await server.pass(15 * second);
        for (const [host, isAnomaly] of last) void write(host, isAnomaly);
        await settled();
      }
      expect(server.active).toEqual(
        [...last]
          .filter(([, is]) => is)
          .map(([host]) => host)
          .sort(),
      );
      await sink.close();
    }),
    { numRuns: 300 },
  );
});
