import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { calm, freshFolder } from './lifecycle/support.js';
import { type AdProcess, ad, configFile, startAd } from './support/ad.js';
import { firstFields, TestTopics, type TopicMessage, until } from './support/broker.js';

interface Verdict {
  readonly id: string;
  readonly host: string;
  readonly timestamp: string;
  readonly sequence: number;
  readonly values: Readonly<Record<string, number | null>>;
  readonly state: string;
  readonly model_version: string;
  readonly attributions: readonly { readonly observed: number | null }[];
}

let topics: TestTopics;
const running: AdProcess[] = [];

beforeEach(() => {
  topics = new TestTopics();
});
afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
  await topics.close();
});

function start(...args: string[]): AdProcess {
  const process = startAd(args);
  running.push(process);
  return process;
}

async function stop({ child, exited, output }: AdProcess): Promise<void> {
  child.kill('SIGTERM');
  expect(await exited, output.err).toBe(0);
}

function read(messages: readonly TopicMessage[]): Verdict[] {
  return messages.map(({ value }) => JSON.parse(value));
}

/** The sequences of a host, each at its first time. Throws when a repetition differs from what was said first. */
function sequencesOf(host: string, messages: readonly TopicMessage[]): number[] {
  const own = messages.filter(({ headers }) => headers.id?.startsWith(`${host}/`));
  const first = new Map<string, string>();
  for (const { headers, value } of own) {
    const before = first.get(headers.id) ?? value;
    expect(value).toBe(before);
    first.set(headers.id, before);
  }
  return [...first.values()].map((value) => (JSON.parse(value) as Verdict).sequence);
}

/** 1, 2, 3, … */
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

const values = { cpu_percent: 20, memory_percent: 50, disk_percent: 60 };

function message(host: string, fields: object = {}) {
  return { key: host, value: JSON.stringify({ timestamp: Date.now(), host, values, ...fields }) };
}

/** Sends a sample of each host several times a second until it is stopped, which tells how many of each it has sent. */
function fleet(hosts: readonly string[]) {
  const end = new AbortController();
  let sequence = 0;
  const sending = (async () => {
    while (!end.signal.aborted) {
      sequence++;
      const cpu_percent = 20 + (sequence % 7);
      await topics.send(
        hosts.map((host) => message(host, { boot: 'b', sequence, values: { ...values, cpu_percent } })),
      );
      await sleep(200);
    }
  })();
  return {
    get sent() {
      return sequence;
    },
    async stop() {
      end.abort();
      await sending;
      return sequence;
    },
  };
}

it('samples of ad collect become verdicts of ad detect', async () => {
  const config = await topics.open({}, { interval_seconds: 0.2, host: 'web-1' });
  const verdicts = await topics.follow(topics.verdicts);
  const collector = start('collect', '--config', config, '--json');
  const detector = start('detect', '--config', config);
  await until(() => verdicts.length >= 10);
  await stop(collector);
  const samples = collector.output.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  await until(() => verdicts.length >= samples.length);
  await stop(detector);

  const [first] = read(verdicts);
  expect(Object.keys(first).slice(0, 7)).toEqual(firstFields);
  expect(first).toMatchObject({ host: 'web-1', sequence: 1, values: samples[0].values });
  expect(read(verdicts).map(({ timestamp }) => Date.parse(timestamp))).toEqual(
    samples.map(({ timestamp }) => timestamp),
  );
  expect(sequencesOf('web-1', verdicts)).toEqual(upTo(samples.length));
});

it('detectors take hosts over from each other, and go on where the other one was', {
  timeout: 120_000,
}, async () => {
  const config = await topics.open();
  const verdicts = await topics.follow(topics.verdicts);
  const hosts = Array.from({ length: 12 }, (_, i) => `host-${i}`);
  const sending = fleet(hosts);
  /** Waits until every sample that has been sent by now has its verdict. */
  const allJudged = () => {
    const due = sending.sent;
    return until(() => hosts.every((host) => sequencesOf(host, verdicts).length >= due));
  };
  const one = start('detect', '--config', config, '--verbose');
  await until(() => verdicts.length > 0);
  await allJudged();

  const other = start('detect', '--config', config, '--verbose');
  await other.says(/Took over partition \d with [1-9]\d* hosts?/);
  await allJudged();

  await stop(one);
  await allJudged();
  await stop(other);

  // Nobody is there for a while; then the states come from the topic alone.
  await sleep(1000);
  const last = start('detect', '--config', config, '--verbose');
  await last.says(/Took over partition \d with [1-9]\d* hosts?/);
  await allJudged();
  const sent = await sending.stop();
  await until(() => hosts.every((host) => sequencesOf(host, verdicts).length >= sent));
  await stop(last);
  for (const host of hosts) expect(sequencesOf(host, verdicts)).toEqual(upTo(sent));
});

it('puts aside what is not a sample, says why, and goes on', async () => {
  const config = await topics.open();
  const [verdicts, dead] = [await topics.follow(topics.verdicts), await topics.follow(topics.deadLetters)];
  const detector = start('detect', '--config', config);
  const past = (seconds: number, fields: object = {}) =>
    message('web', { timestamp: Date.now() - 1000 * seconds, ...fields });
  const cpu = (cpu_percent: unknown) => ({ values: { ...values, cpu_percent } });
  const usual = 60;
  await topics.send([
    ...Array.from({ length: usual }, (_, i) => past(100 - i, cpu(20 + (i % 7)))),
    { key: 'web', value: 'no JSON' },
    past(0, { schema_version: 2 }),
    past(0, cpu('20')),
    past(-7200),
    past(0, { values: undefined }),
    past(3, cpu(1e300)),
    past(2, cpu(null)),
    past(1, cpu(undefined)),
    past(0),
  ]);
  await until(() => verdicts.length >= usual + 4 && dead.length >= 5);
  await stop(detector);

  expect(dead.map(({ headers }) => headers['error-reason'])).toEqual([
    'not_json',
    'schema_version',
    'bad_value',
    'from_the_future',
    'bad_values',
  ]);
  for (const { headers } of dead) {
    expect(headers['source-topic']).toBe(topics.samples);
    expect(headers['error-detail']).not.toBe('');
  }
  expect(dead[0].value).toBe('no JSON');
  const judged = read(verdicts);
  expect(judged.map(({ sequence }) => sequence)).toEqual(upTo(usual + 4));
  const last = judged.slice(-4);
  // A verdict shows what was observed, and the absurd one is judged as if nothing had been.
  expect(last.map((verdict) => verdict.values.cpu_percent ?? null)).toEqual([1e300, null, null, 20]);
  const observed = last.map(({ attributions }) => attributions.map((attribution) => attribution.observed));
  expect(observed).toEqual([[null], [null], [null], [20]]);
  expect(last.map(({ state }) => state)).toEqual(Array(4).fill('normal'));
});

it('holds as many hosts as it may, and puts the samples of all others aside', async () => {
  const [hosts, held] = [2000, 50];
  const config = await topics.open({ max_hosts: held });
  const [verdicts, dead] = [await topics.follow(topics.verdicts), await topics.follow(topics.deadLetters)];
  const detector = start('detect', '--config', config);
  await topics.send(Array.from({ length: hosts }, (_, i) => message(`host-${i}`)));
  await until(() => verdicts.length + dead.length >= hosts);
  await stop(detector);
  expect(verdicts).toHaveLength(held);
  expect(dead).toHaveLength(hosts - held);
  expect(new Set(dead.map(({ headers }) => headers['error-reason']))).toEqual(new Set(['too_many_hosts']));
  const all = [...verdicts, ...dead].map(({ value }) => JSON.parse(value).host);
  expect(new Set(all).size).toBe(hosts);
});

it('judges with the champion of the registry, and with the next one from the sample after its promotion', async () => {
  const config = await topics.open();
  const folder = freshFolder();
  const history = join(folder, 'history.jsonl');
  await writeFile(
    history,
    calm(200)
      .map((sample) => `${JSON.stringify(sample)}\n`)
      .join(''),
  );
  const env = { MLFLOW_TRACKING_URI: folder };
  const train = ['train', history, '--models', 'isolation_forest', '--name', 'fleet', '--alias', 'champion'];
  expect((await ad(train, env)).code).toBe(0);

  const detector = startAd(['detect', '--config', await watching(config), '--model-name', 'fleet'], env);
  running.push(detector);
  await detector.says(/Version 1 of fleet judges: isolation_forest/);
  const verdicts = await topics.follow(topics.verdicts);
  const begun = Date.now() - 60_000;
  const send = (from: number) =>
    topics.send(
      Array.from({ length: 20 }, (_, i) => message('web-1', { timestamp: begun + 1000 * (from + i) })),
    );
  await send(0);
  await until(() => read(verdicts).length === 20);
  expect((await ad(train, env)).code).toBe(0);
  await detector.says(/Version 2 of fleet judges/);
  await send(20);
  await until(() => read(verdicts).length === 40);
  await stop(detector);
  expect(sequencesOf('web-1', verdicts)).toEqual(upTo(40));
  expect(read(verdicts).map(({ model_version }) => model_version)).toEqual([
    ...Array(20).fill('1'),
    ...Array(20).fill('2'),
  ]);
});

/** The same configuration, and a detector that looks at the registry every second. */
async function watching(config: string): Promise<string> {
  return configFile({ ...JSON.parse(await readFile(config, 'utf8')), lifecycle: { watch_seconds: 1 } });
}
