import { setTimeout as sleep } from 'node:timers/promises';
import { formatProgress } from '@ad/exporters/console';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { loadCpu } from '../load/cpu.js';
import { loadDisk } from '../load/disk.js';
import { loadMemory } from '../load/memory.js';
import type { Pressure, PressureResult } from '../load/pressure.js';
import { isDrawn, redraw, say, type Terminal } from '../terminal/terminal.js';

/** What `ad load` is asked for; 0 leaves a resource alone. */
export interface LoadOptions {
  readonly durationSeconds: number;
  readonly cores: number;
  readonly memoryMegabytes: number;
  readonly diskMegabytes: number;
  readonly diskFolder: string | undefined;
  readonly signal: AbortSignal;
}

/** `ad load`: puts load on this machine, for a detector to catch. Everything is given back at the end, also on Ctrl-C. */
export async function load(terminal: Terminal, options: LoadOptions): Promise<ExitCode> {
  const { durationSeconds, cores, memoryMegabytes, diskMegabytes, diskFolder, signal } = options;
  const pressures: Pressure[] = [];
  try {
    const wanted: readonly (false | (() => PressureResult | Promise<PressureResult>))[] = [
      memoryMegabytes > 0 && (() => loadMemory(memoryMegabytes)),
      diskMegabytes > 0 && (() => loadDisk(diskMegabytes, diskFolder)),
      cores > 0 && (() => loadCpu(cores)),
    ];
    for (const start of wanted) {
      if (!start) continue;
      const result = await start();
      if (!result.ok) {
        say(terminal, `✗ ${result.message}`);
        return exitCode.failure;
      }
      pressures.push(result.pressure);
    }
    if (pressures.length === 0) {
      say(terminal, '✗ no load was asked for: give --cores, --memory or --disk');
      return exitCode.usage;
    }
    const label = `Loading ${pressures.map(({ name }) => name).join(', ')}`;
    await waitWithProgress(terminal, label, durationSeconds, signal);
    return exitCode.success;
  } finally {
    await Promise.all(pressures.map((pressure) => pressure.release()));
  }
}

async function waitWithProgress(
  terminal: Terminal,
  label: string,
  totalSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  if (!isDrawn(terminal)) say(terminal, `${label} for ${totalSeconds} s`);
  while (elapsed() < totalSeconds && !signal.aborted) {
    if (isDrawn(terminal)) {
      redraw(terminal, formatProgress({ label, elapsedSeconds: elapsed(), totalSeconds, width: 30 }));
    }
    const rest = Math.max(0, totalSeconds - elapsed()) * 1000;
    await sleep(Math.min(250, rest), undefined, { signal }).catch(() => {});
  }
  if (isDrawn(terminal)) redraw(terminal, '');
  say(terminal, signal.aborted ? 'Load taken off early.' : `Load taken off after ${totalSeconds} s.`);
}
