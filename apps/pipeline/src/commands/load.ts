import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatProgress } from '@ad/exporters/console';
import type { Command } from '@commander-js/extra-typings';
import { numberArgument } from '../command-line/arguments.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { untilStopped } from '../command-line/shutdown.js';
import { loadCpu } from '../load/cpu.js';
import { loadDisk } from '../load/disk.js';
import { loadMemory } from '../load/memory.js';
import type { Pressure, PressureResult } from '../load/pressure.js';
import { isDrawn, redraw, say, type Terminal } from '../terminal/terminal.js';

/** Adds `ad load`. */
export function addLoad(program: Command, terminal: Terminal): void {
  program
    .command('load')
    .description('put load on this machine, for a detector to catch')
    // Four samples of ad run as it comes, of which two make an alert.
    .option('-d, --duration <seconds>', 'how long', numberArgument(1, 3600), 60)
    .option('--cores <count>', 'cores to keep busy', numberArgument(0, 1024), availableParallelism())
    .option('--memory <megabytes>', 'memory to hold', numberArgument(0, 2 ** 20), 0)
    .option('--disk <megabytes>', 'disk space to fill', numberArgument(0, 2 ** 20), 0)
    .option('--disk-folder <folder>', 'where to fill it (default: the folder for temporary files)')
    .action(async ({ duration, cores, memory, disk, diskFolder }) => {
      const wanted: (() => PressureResult | Promise<PressureResult>)[] = [];
      if (memory > 0) wanted.push(() => loadMemory(memory));
      if (disk > 0) wanted.push(() => loadDisk(disk, diskFolder));
      if (cores > 0) wanted.push(() => loadCpu(cores));
      process.exitCode = await untilStopped(terminal, null, (signal) =>
        load(terminal, wanted, duration, signal),
      );
    });
}

/** Puts load on this machine for a while. Everything is given back at the end, also on Ctrl-C. */
async function load(
  terminal: Terminal,
  wanted: readonly (() => PressureResult | Promise<PressureResult>)[],
  seconds: number,
  signal: AbortSignal,
): Promise<ExitCode> {
  if (wanted.length === 0) {
    say(terminal, '✗ no load was asked for: give --cores, --memory or --disk');
    return exitCode.usage;
  }
  const pressures: Pressure[] = [];
  try {
    for (const start of wanted) {
      const result = await start();
      if (!result.ok) {
        say(terminal, `✗ ${result.message}`);
        return exitCode.failure;
      }
      pressures.push(result.pressure);
    }
    const label = `Loading ${pressures.map(({ name }) => name).join(', ')}`;
    await waitWithProgress(terminal, label, seconds, signal);
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
