import { compare } from '../compare/compare.js';
import { comparePage } from '../compare/compare-page.js';
import { contestants } from '../compare/contestants.js';
import { describeComparison } from '../compare/text.js';
import type { LoadedConfiguration } from '../configuration.js';
import type { ExitCode } from '../exit-code.js';
import { formatCount } from '../format.js';
import { registeredDetectors } from '../lifecycle/registered-detectors.js';
import type { Terminal } from '../terminal.js';
import { type ReplayCommand, replay } from './replay.js';

/** `ad compare`: the registry's champion and challenger, the three models and the detector on the same samples. */
export async function compareCommand(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  command: ReplayCommand,
): Promise<ExitCode> {
  const { config } = loaded;
  const { alertsPerWeek, signal } = command;
  const registered = await registeredDetectors(terminal, loaded, signal);
  return replay(terminal, config, command, async (source, learning, progress) => {
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
