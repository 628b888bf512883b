import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openOutbox } from '@ad/exporters/outbox';
import { StreamingDetector, type Verdict } from '@ad/models';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StoredFirst } from '../src/sinks/stored-first.js';
import { type AdProcess, ad, configFile, quick, startAd } from './support/ad.js';

/** Nothing listens on port 1. */
const nobody = '127.0.0.1:1';
const topic = 'verdicts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ad-run-kafka-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function configuration(outbox_folder: string, brokers: string | null, kafka: object = {}): Promise<string> {
  return configFile({
    ...quick,
    services: { ...quick.services, kafka_bootstrap_servers: brokers, kafka_topic: topic },
    kafka: { outbox_folder, ...kafka },
  });
}

function verdictsOf(detector: AdProcess): Verdict[] {
  const lines = detector.output.out.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

const identity = ({ host, timestamp, sequence }: Verdict): string => `${host}/${timestamp}/${sequence}`;

/** What waits in an outbox, in order; it is empty afterwards. */
async function takeAll(folder: string): Promise<Verdict[]> {
  const taken: Verdict[] = [];
  const sink = {
    write(verdict: Verdict) {
      taken.push(verdict);
      return { ok: true } as const;
    },
    close: () => Promise.resolve(),
  };
  const opened = await openOutbox({ sink, folder });
  if (!opened.ok) throw new Error(opened.message);
  await opened.outbox.close();
  return taken;
}

async function pageOf(detector: AdProcess): Promise<string> {
  const [, url] = await detector.says(/metrics on (http:\S+\/metrics)/);
  return (await fetch(url)).text();
}

async function stop(detector: AdProcess): Promise<number> {
  const asked = performance.now();
  detector.child.kill('SIGTERM');
  expect(await detector.exited).toBe(0);
  return performance.now() - asked;
}

/** Until so many verdicts were printed. */
async function printed(detector: AdProcess, count: number): Promise<void> {
  await expect
    .poll(() => verdictsOf(detector).length, { timeout: 15_000, interval: 50 })
    .toBeGreaterThanOrEqual(count);
}

describe('ad run without a broker', () => {
  it('says so once, detects all the same, stops at once, and keeps what it printed', async () => {
    const folder = await temporaryFolder();
    const detector = startAd(['run', '--config', await configuration(folder, nobody)]);
    await detector.says(/Kafka is unreachable/);
    await printed(detector, 25);
    await expect
      .poll(() => pageOf(detector), { timeout: 5000 })
      .toMatch(/^anomaly_detection_kafka_connected 0$/m);
    const page = await pageOf(detector);
    expect(page).toMatch(/^anomaly_detection_outbox_size [1-9]\d*$/m);
    expect(page).toMatch(/^anomaly_detection_outbox_oldest_age_seconds [1-9]/m);
    expect(page).toMatch(/^anomaly_detection_kafka_messages_total\{direction="out",result="failed"\} [1-9]/m);
    expect(page).toMatch(/^anomaly_detection_samples_total\{result="normal"\} [1-9]/m);

    expect(await stop(detector)).toBeLessThan(2500);
    const { err } = detector.output;
    const verdicts = verdictsOf(detector);
    expect(err.match(/^.*Kafka.*$/gm)).toEqual([
      `! Kafka is unreachable at ${nobody} (connect ECONNREFUSED ${nobody}); ` +
        `messages wait in ${join(folder, topic)}, and it is tried again`,
    ]);
    expect(err).toContain(`${verdicts.length} messages left in ${join(folder, topic)} for the next start\n`);
    expect((await takeAll(join(folder, topic))).map(identity)).toEqual(verdicts.map(identity));
  });

  it('loses nothing that it printed when it is killed, and adds to it at the next start', async () => {
    const folder = await temporaryFolder();
    const file = await configuration(folder, nobody);
    const seen: string[] = [];
    for (let round = 1; round <= 2; round++) {
      const detector = startAd(['run', '--config', file]);
      await printed(detector, 3);
      detector.child.kill('SIGKILL');
      await detector.exited;
      seen.push(...verdictsOf(detector).map(identity));
    }
    const kept = (await takeAll(join(folder, topic))).map(identity);
    const times = kept.map((id) => Number(id.split('/')[1]));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(kept).size).toBe(kept.length);
    // The last one of each round may have been stored and not printed.
    expect(kept.filter((id) => !seen.includes(id)).length).toBeLessThanOrEqual(2);
    expect(seen.filter((id) => !kept.includes(id))).toEqual([]);
  });

  it('stops at once also when the broker takes connections and never answers', async () => {
    const silent = createServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const broker = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const detector = startAd(['run', '--config', await configuration(await temporaryFolder(), broker)]);
    await printed(detector, 3);
    expect(await stop(detector)).toBeLessThan(2500);
    expect(detector.output.err).toMatch(/messages left in/);
  });

  it('drops and counts what the outbox has no room for, and says so once', async () => {
    const folder = await temporaryFolder();
    const detector = startAd(['run', '--config', await configuration(folder, nobody, { outbox_limit: 3 })]);
    await printed(detector, 8);
    expect(await pageOf(detector)).toMatch(
      /^anomaly_detection_samples_dropped_total\{reason="outbox_full"\} [2-9]/m,
    );
    await stop(detector);
    expect(detector.output.err.match(/cannot be stored in .*: 3 items wait; they are dropped/g)).toHaveLength(
      1,
    );
    const kept = await takeAll(join(folder, topic));
    expect(kept.map(identity)).toEqual(verdictsOf(detector).slice(0, 3).map(identity));
  });
});

describe('ad run, whose outbox cannot be opened,', () => {
  it('says so in one line where another has it, and detects without Kafka', async () => {
    const folder = await temporaryFolder();
    const file = await configuration(folder, nobody);
    const first = startAd(['run', '--config', file]);
    await first.says(/Learned/);
    const second = startAd(['run', '--config', file]);
    await printed(second, 3);
    expect(await pageOf(second)).toMatch(/^anomaly_detection_kafka_connected 0$/m);
    await Promise.all([stop(first), stop(second)]);
    expect(second.output.err.match(/^.*Kafka.*$/gm)).toEqual([
      expect.stringMatching(
        /^! cannot open the outbox in .*open already.*; detection goes on without Kafka$/,
      ),
    ]);
  });

  it('says so in one line where a file is in its place', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, topic), 'not a folder');
    const detector = startAd(['run', '--config', await configuration(folder, nobody)]);
    await printed(detector, 3);
    await stop(detector);
    expect(detector.output.err.match(/^! .*$/gm)).toEqual([
      expect.stringMatching(/^! cannot open the outbox in .*there is a file in its place/),
    ]);
  });
});

it('ad run without brokers in its configuration has nothing to do with Kafka', async () => {
  const folder = await temporaryFolder();
  const detector = startAd(['run', '--config', await configuration(folder, null)]);
  await printed(detector, 3);
  const page = await pageOf(detector);
  await stop(detector);
  expect(page).not.toMatch(/^anomaly_detection_(kafka|outbox)/m);
  expect(detector.output.err).not.toMatch(/kafka|outbox|left in/i);
  expect(await readdir(folder)).toEqual([]);
});

it('ad run starts nothing where a file for TLS is missing', async () => {
  const folder = await temporaryFolder();
  const tls = { tls: true, tls_ca_file: join(folder, 'nowhere.pem') };
  const { code, err } = await ad(['run', '--config', await configuration(folder, nobody, tls)]);
  expect(code).toBe(2);
  expect(err).toMatch(/^✗ kafka\.tls_ca_file must be a PEM file .*nowhere\.pem\n$/);
});

describe('verdicts that are stored first', () => {
  const detector = new StreamingDetector({ featureNames: ['cpu_percent'] });
  const verdicts = [1, 2, 3].map((second) =>
    detector.observe({ timestamp: 1000 * second, host: 'web-1', values: { cpu_percent: second } }),
  );

  function printing() {
    const lines: number[] = [];
    const console = {
      write({ timestamp }: { readonly timestamp: number }) {
        lines.push(timestamp);
        return { ok: true } as const;
      },
      close: () => Promise.resolve(),
    };
    return { lines, console };
  }

  it('are printed in order, each after it was stored', async () => {
    const { lines, console } = printing();
    const answers: (() => void)[] = [];
    const store = {
      write: () => new Promise<{ ok: true }>((resolve) => answers.push(() => resolve({ ok: true }))),
      close: () => Promise.resolve(),
    };
    const output = new StoredFirst(Promise.resolve(store), console);
    for (const verdict of verdicts) void output.write(verdict);
    await expect.poll(() => answers.length).toBe(3);
    answers[2]();
    answers[1]();
    await sleep(10);
    expect(lines).toEqual([]);
    answers[0]();
    await output.close();
    expect(lines).toEqual([1000, 2000, 3000]);
  });

  it('wait for a store that is being opened, and are printed without one where there is none', async () => {
    const { lines, console } = printing();
    let open = (_: undefined): void => {};
    const opening = new Promise<undefined>((resolve) => {
      open = resolve;
    });
    const output = new StoredFirst(opening, console);
    const written = output.write(verdicts[0]);
    await sleep(10);
    expect(lines).toEqual([]);
    open(undefined);
    expect(await written).toEqual({ ok: true });
    expect(lines).toEqual([1000]);
  });

  it('do not keep anybody waiting at the end for a disk that stands still', async () => {
    const { lines, console } = printing();
    const store = { write: () => new Promise<never>(() => {}), close: () => Promise.resolve() };
    const output = new StoredFirst(Promise.resolve(store), console);
    void output.write(verdicts[0]);
    const asked = performance.now();
    await output.close();
    expect(performance.now() - asked).toBeLessThan(1000);
    expect(lines).toEqual([]);
  });
});
