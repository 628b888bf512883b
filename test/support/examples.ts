import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';

/** An example that is running. */
export interface Running {
  /** What it has printed so far, both streams. */
  readonly output: () => string;
  /** Waits until its output matches; fails when it ends before that. */
  readonly printed: (pattern: RegExp) => Promise<void>;
  /** Asks it to end, as Ctrl-C does. */
  readonly interrupt: () => void;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts `index.js` of an example in its folder, as its reader does. */
export function startExample(folder: string, args: readonly string[] = [], env = {}): Running {
  const child = spawn(process.execPath, ['index.js', ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    output: () => text,
    async printed(pattern) {
      while (!pattern.test(text)) {
        if (child.exitCode !== null) throw new Error(`ended before it printed ${pattern}:\n${text}`);
        await sleep(50);
      }
    },
    interrupt: () => child.kill('SIGINT'),
    ended,
  };
}

/** Runs an example, expects exit code 0, and returns what it printed. */
export async function runExample(folder: string, args: readonly string[] = []): Promise<string> {
  const example = startExample(folder, args);
  const code = await example.ended;
  expect(code, example.output()).toBe(0);
  return example.output();
}

/** Declares the tests of the examples that need no server, in whichever folder they are installed. */
export function testExamples(examples: () => string): void {
  const folder = (name: string) => join(examples(), name);

  it('score-a-csv finds the three incidents in its file', async () => {
    const output = await runExample(folder('score-a-csv'));
    expect(output).toMatch(/^576 rows of cpu_percent, memory_percent, requests_per_second/);
    expect(output.match(/ANOMALY {2}.* (memory|cpu)_percent/g)).toHaveLength(5);
  });

  it('watch-this-host writes verdicts until it is interrupted', async () => {
    const example = startExample(folder('watch-this-host'), ['0.1']);
    await example.printed(/"state":"(normal|pending|firing)"/);
    example.interrupt();
    expect(await example.ended, example.output()).toBe(0);
    const [first] = example.output().split('\n');
    expect(Object.keys(JSON.parse(first).values)).toContain('cpu_percent');
  });

  it('custom-model passes the conformance suite and stands beside the detector', async () => {
    const output = await runExample(folder('custom-model'));
    expect(output).toContain('robust_z keeps every promise');
    expect(output).toContain('most unusual: memory_percent');
    expect(output).toContain('forecast+robust_z pending');
  });

  it('custom-metric has its metrics beside those of the host', async () => {
    const output = await runExample(folder('custom-metric'), ['3', '0.1']);
    for (const name of ['cpu_percent', 'heap_bytes', 'delay_mean_seconds', 'delay_max_seconds']) {
      expect(output.match(new RegExp(`${name}: \\d`, 'g'))).toHaveLength(3);
    }
  });

  it('prometheus-fastify shows a slow answer to Prometheus', async () => {
    const example = startExample(folder('prometheus-fastify'), ['0']);
    await example.printed(/metrics\n/);
    const page = example.output().trim();
    const get = async (path: string) => (await fetch(new URL(path, page))).text();
    try {
      for (let i = 0; i < 10; i += 1) await get('/');
      expect(await get('/metrics')).not.toContain('\nanomaly_detection_is_anomaly ');
      await get('/slow');
      expect(await get('/metrics')).toContain('\nanomaly_detection_is_anomaly 1\n');
      await get('/');
      const metrics = await fetch(page);
      expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(await metrics.text()).toContain('\nanomaly_detection_anomalies_total 1\n');
    } finally {
      example.interrupt();
      await example.ended;
    }
  });

  it('mlflow logs, registers and loads a champion in a folder', async () => {
    const store = await mkdtemp(join(tmpdir(), 'ad-example-'));
    try {
      const output = await runExample(folder('mlflow'), [store]);
      expect(output).toContain('version 1 is champion: isolation_forest, cpu and memory');
      expect(output).toContain('its judgement: 0, 1, 1');
    } finally {
      await rm(store, { recursive: true });
    }
  });
}
