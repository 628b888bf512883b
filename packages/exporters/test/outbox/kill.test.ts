import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openOutbox } from '../../src/outbox/index.js';
import { type MadeItem, madeItem } from './made-item.mjs';
import { MemorySink, opened, temporaryFolder } from './support.js';

const script = fileURLToPath(new URL('./process.mjs', import.meta.url));
const isBuilt = existsSync(new URL('../../dist/outbox/index.js', import.meta.url));

/** Starts a process with an outbox; resolves when it is open. */
async function start(...args: readonly string[]): Promise<{ child: ChildProcess; said: () => string[] }> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  await vi.waitFor(() => expect(output).toMatch(/\n/), { timeout: 10_000 });
  return { child, said: () => output.trim().split('\n') };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

async function numbersIn(path: string): Promise<number[]> {
  return (await readFile(path, 'utf8')).split('\n').filter(Boolean).map(Number);
}

describe.skipIf(!isBuilt)('a process that is killed (needs the build)', () => {
  it('loses nothing that was stored, and what is left is delivered in order', async () => {
    const home = await temporaryFolder();
    const [folder, taken, stored] = ['outbox', 'taken', 'stored'].map((name) => join(home, name));
    let first = 0;
    const lives: number[][] = [];
    for (let life = 0; life < 25; life += 1) {
      const before = life === 0 ? 0 : (await numbersIn(taken)).length;
      const { child, said } = await start(folder, taken, stored, String(first));
      expect(said()[0]).toBe('open');
      await setTimeout(Math.random() * 150);
      await kill(child);
      // A group of 40 may be on its way.
      first = Math.max(first, ...said().slice(1).map(Number)) + 40;
      lives.push((await numbersIn(taken)).slice(before));
    }
    const sink = new MemorySink<MadeItem>();
    const { outbox, problems } = await opened({ sink, folder, maxBytes: 512 * 1024 });
    await vi.waitFor(() => expect(outbox.size).toBe(0));
    expect(problems).toEqual([]);
    lives.push(sink.taken.map(({ number }) => number));
    expect(sink.taken).toStrictEqual(sink.taken.map(({ number }) => madeItem(number)));

    for (const life of lives) expect(life).toEqual([...new Set(life)].sort((a, b) => a - b));
    const delivered = [...new Set(lives.flat())];
    expect(delivered).toEqual(delivered.toSorted((a, b) => a - b));
    const acknowledged = await numbersIn(stored);
    expect(acknowledged.length).toBeGreaterThan(500);
    const known = new Set(delivered);
    expect(acknowledged.filter((number) => !known.has(number))).toEqual([]);
    // Twice only what was on its way when the process ended: a batch in each life.
    expect(lives.flat().length - delivered.length).toBeLessThanOrEqual(25 * 20);
  }, 60_000);

  it('has its outbox for itself, and leaves it free at once', async () => {
    const home = await temporaryFolder();
    const folder = join(home, 'outbox');
    const { child } = await start(folder, join(home, 'taken'), join(home, 'stored'));
    const refused = await openOutbox({ sink: new MemorySink(), folder });
    expect(refused).toMatchObject({ ok: false, reason: 'in_use' });
    expect(!refused.ok && refused.message).toContain(
      `cannot open the outbox in ${folder}: it is open already`,
    );
    if (process.platform !== 'win32') {
      // One that hangs has it still.
      child.kill('SIGSTOP');
      expect(await openOutbox({ sink: new MemorySink(), folder })).toMatchObject({ reason: 'in_use' });
    }
    await kill(child);
    const { outbox } = await opened({ sink: new MemorySink<number>(), folder });
    expect(await outbox.write(1)).toEqual({ ok: true });
  });
});
