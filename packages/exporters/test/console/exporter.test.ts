import { createWriteStream, existsSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { ConsoleExporter, formatVerdict } from '@ad/exporters/console';
import { describe, expect, it } from 'vitest';
import { firingVerdict, noDataVerdict, normalVerdict } from '../verdicts.js';

function collector() {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, stream };
}

/** A stream whose reader takes nothing until it is released. */
function stuck(highWaterMark: number) {
  let release = () => {};
  const stream = new Writable({
    highWaterMark,
    write(_chunk, _encoding, done) {
      release = done;
    },
  });
  return { stream, release: () => release() };
}

describe('ConsoleExporter', () => {
  it('writes a line per verdict', () => {
    const { lines, stream } = collector();
    const sink = new ConsoleExporter({ stream, showHost: true, color: true });
    expect(sink.write(normalVerdict())).toEqual({ ok: true });
    expect(sink.write(firingVerdict())).toEqual({ ok: true });
    expect(lines).toEqual(
      [normalVerdict(), firingVerdict()].map(
        (verdict) => `${formatVerdict(verdict, { showHost: true, color: true })}\n`,
      ),
    );
  });

  it('says why where an alert begins and how long it lasted where it ends, and is short in between', () => {
    const { lines, stream } = collector();
    const sink = new ConsoleExporter({ stream });
    const at = (second: number) => new Date(2026, 0, 5, 12, 0, second).getTime();
    const alert = (second: number, alertId: string, explanation = 'cpu_percent 99 % is far above it') =>
      firingVerdict({ timestamp: at(second), alertId, explanation });
    const calm = (second: number) => normalVerdict({ timestamp: at(second), alertId: null, explanation: '' });
    const verdicts = [
      firingVerdict({ state: 'pending', isAnomaly: false, alertId: null, explanation: 'not yet' }),
      alert(0, 'a'),
      alert(15, 'a'),
      noDataVerdict({ timestamp: at(30), isAnomaly: true, alertId: 'a' }),
      calm(135),
      calm(150),
      alert(165, 'a'), // within its cool-down: the same alert
      calm(180),
      alert(195, 'b', 'another reason'),
    ];
    for (const verdict of verdicts) sink.write(verdict);
    expect(lines.map((line) => line.slice(line.indexOf('score') + 'score 0.97'.length, -1))).toEqual([
      ' · most: cpu',
      ' · cpu_percent 99 % is far above it',
      ' · most: cpu',
      '',
      ' · most: cpu · resolved after 2 min 15 s',
      ' · most: cpu',
      ' · most: cpu',
      ' · most: cpu · resolved after 3 min',
      ' · another reason',
    ]);
  });

  it('follows each host by itself, also by the decisions of a detector that names no alerts', () => {
    const { lines, stream } = collector();
    const sink = new ConsoleExporter({ stream });
    for (const make of [firingVerdict, firingVerdict, normalVerdict, firingVerdict]) {
      for (const host of ['web-1', 'web-2']) sink.write(make({ host }));
    }
    const said = lines.map((line) => (/far above/.test(line) ? 'why' : /resolved/.test(line) ? 'end' : ''));
    expect(said).toEqual(['why', 'why', '', '', 'end', 'end', 'why', 'why']);
  });

  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [59.6, '1 min'],
    [3600, '1 h'],
    [3661, '1 h 1 min'],
    [90_061, '1 d 1 h'],
    [864_000, '10 d'],
  ])('writes an alert of %d seconds as one of %s', (seconds, shown) => {
    const { lines, stream } = collector();
    const sink = new ConsoleExporter({ stream });
    sink.write(firingVerdict({ timestamp: 1e12 }));
    sink.write(normalVerdict({ timestamp: 1e12 + seconds * 1000 }));
    expect(lines[1]).toMatch(new RegExp(` · resolved after ${shown}\n$`));
  });

  it('says once that what is usual has changed, and marks planned work', () => {
    const { lines, stream } = collector();
    const sink = new ConsoleExporter({ stream });
    for (const drift of [false, true, true, false, true]) sink.write(normalVerdict({ drift }));
    expect(lines.map((line) => line.endsWith('what is usual has changed; retraining is advised\n'))).toEqual([
      false,
      true,
      false,
      false,
      true,
    ]);
    sink.write(normalVerdict({ maintenance: true }));
    expect(lines[5]).toMatch(/most: cpu · maintenance\n$/);
  });

  it('writes JSON lines', () => {
    const { lines, stream } = collector();
    new ConsoleExporter({ stream, format: 'json' }).write(firingVerdict());
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith('}\n')).toBe(true);
    expect(JSON.parse(lines[0] ?? '')).toEqual(firingVerdict());
  });

  it('drops lines while the stream is congested, counts them, and goes on after', async () => {
    const { stream, release } = stuck(50);
    const sink = new ConsoleExporter({ stream });
    expect(sink.write(normalVerdict())).toEqual({ ok: true });
    const buffered = stream.writableLength;
    for (let dropped = 1; dropped <= 1000; dropped += 1) {
      expect(sink.write(normalVerdict())).toMatchObject({ ok: false, reason: 'congested', dropped });
    }
    expect(stream.writableLength).toBe(buffered);
    release();
    await setTimeout(1);
    expect(sink.write(normalVerdict())).toEqual({ ok: true });
  });

  it('reports a line that was lost on the way with the next write, and tries that one all the same', () => {
    const lines: string[] = [];
    let full = true;
    // Like process.stdout on a full disk, it stays writable after an error.
    const stream = new Writable();
    stream.write = (line: unknown, ...rest: unknown[]) => {
      const done = rest.at(-1);
      if (!full) lines.push(String(line));
      if (typeof done === 'function')
        done(full ? Object.assign(new Error('full'), { code: 'ENOSPC' }) : null);
      return true;
    };
    const sink = new ConsoleExporter({ stream });
    sink.write(normalVerdict());
    full = false;
    expect(sink.write(firingVerdict())).toMatchObject({
      ok: false,
      reason: 'stream_failed',
      error: { code: 'STREAM_FAILED', cause: { code: 'ENOSPC' } },
      dropped: 1,
    });
    expect(sink.write(normalVerdict())).toEqual({ ok: true });
    expect(lines).toHaveLength(2);
  });

  it('survives a reader that goes away', async () => {
    const reader = new PassThrough();
    const sink = new ConsoleExporter({ stream: reader });
    sink.write(normalVerdict());
    reader.destroy(Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
    await setTimeout(1);
    expect(sink.write(normalVerdict())).toMatchObject({
      ok: false,
      reason: 'stream_failed',
      error: { cause: { code: 'EPIPE' } },
    });
    await sink.close();
  });

  it.skipIf(!existsSync('/dev/full'))('survives a full disk (needs /dev/full)', async () => {
    const stream = createWriteStream('/dev/full');
    const sink = new ConsoleExporter({ stream });
    sink.write(normalVerdict());
    await sink.close();
    await expect.poll(() => stream.closed).toBe(true);
    expect(stream.errored).toMatchObject({ code: 'ENOSPC' });
  });

  it('survives a stream that throws', () => {
    const stream = new Writable();
    stream.write = () => {
      throw new Error('synchronous');
    };
    const sink = new ConsoleExporter({ stream });
    expect(sink.write(normalVerdict())).toMatchObject({ ok: false, reason: 'stream_failed', dropped: 1 });
  });

  it('leaves the stream open and without its listener when it closes', async () => {
    const { stream } = collector();
    const sink = new ConsoleExporter({ stream });
    sink.write(normalVerdict());
    await sink.close();
    await sink.close();
    expect(sink.write(normalVerdict())).toMatchObject({ ok: false, reason: 'closed', dropped: 1 });
    expect(stream.writable).toBe(true);
    expect(stream.listenerCount('error')).toBe(0);
  });

  it('waits at closing for the lines it took', async () => {
    const { stream, release } = stuck(10_000);
    const sink = new ConsoleExporter({ stream });
    sink.write(normalVerdict());
    let closed = false;
    const closing = sink.close().then(() => {
      closed = true;
    });
    await setTimeout(5);
    expect(closed).toBe(false);
    release();
    await closing;
  });

  it('does not wait for a stuck reader forever, and still takes its late error', async () => {
    const { stream } = stuck(10_000);
    const sink = new ConsoleExporter({ stream, closeTimeoutMilliseconds: 5 });
    sink.write(normalVerdict());
    await sink.close();
    stream.destroy(new Error('late'));
    await setTimeout(1);
  });

  it('names the option it refuses', () => {
    const { stream } = collector();
    expect(() => new ConsoleExporter({ stream, closeTimeoutMilliseconds: -1 })).toThrow(
      'closeTimeoutMilliseconds must be an integer from 0 to 60000, got -1',
    );
    expect(() => new ConsoleExporter({ stream, format: String('xml') as 'line' })).toThrow(
      'format must be one of line, json, got "xml"',
    );
  });
});
