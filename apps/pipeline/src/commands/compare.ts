import type { Command } from '@commander-js/extra-typings';
import { type LoadedConfiguration, withConfiguration } from '../command-line/configuration.js';
import type { ExitCode } from '../command-line/exit-code.js';
import { untilStopped } from '../command-line/shutdown.js';
import { compare } from '../compare/compare.js';
import { comparePage } from '../compare/compare-page.js';
import { contestants } from '../compare/contestants.js';
import { describeComparison } from '../compare/text.js';
import { registeredDetectors } from '../registry/registered-detectors.js';
import type { Terminal } from '../terminal/terminal.js';
import { formatCount } from '../text/format.js';
import { type ReplayOptions, replay } from './replay.js';
import { replayCommand, replayOptions } from './replay-flags.js';

/** Adds `ad compare`. */
export function addCompare(program: Command, terminal: Terminal): void {
  replayCommand(program, 'compare')
    .description(
      'champion and challenger, the three models and the detector side by side on the same samples',
    )
    .action((files, flags) =>
      withConfiguration(terminal, flags.config, {}, (loaded) =>
        untilStopped(terminal, null, (signal) =>
          runComparison(terminal, loaded, { ...replayOptions(files, flags, loaded.config), signal }),
        ),
      ),
    );
}

/** The registry's champion and challenger, the three models and the detector on the same samples. */
async function runComparison(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  options: ReplayOptions,
): Promise<ExitCode> {
  const { config } = loaded;
  const { alertsPerWeek, signal } = options;
  const registered = await registeredDetectors(terminal, loaded, signal);
  return replay(terminal, config, options, async (source, learning, progress) => {
    const report = await compare(source.read, contestants(config, registered, signal), {
      alertsPerWeek,
      learning,
      signal,
      onProgress: (name, samples) => progress.show(`${name}: ${formatCount(samples, 'sample')}`),
    });
    const judged = report.contestants.reduce((sum, contestant) => sum + contestant.judged, 0);
    return {
      report: { ...report, judged },
      text: () => describeComparison(report),
      json: () => report,
      page: () => comparePage(report, source.name),
    };
  });
}
