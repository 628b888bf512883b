import { type HostProblem, HostSource } from '@ad/collector';
import type { Config } from '@ad/config';

/** Samples of this machine, as configured, at the given interval. */
export function hostSamples(
  config: Config,
  intervalSeconds: number,
  signal: AbortSignal,
  onProblem: (problem: HostProblem) => void,
): HostSource {
  const { features, disk_mounts, host } = config.data_collection;
  return new HostSource({
    intervalSeconds,
    features,
    mounts: disk_mounts,
    ...(host !== null && { host }),
    signal,
    onProblem,
  });
}

/** One line for a person about a feature that went missing or came back. */
export function describeProblem(problem: HostProblem): string {
  return problem.reason === 'recovered'
    ? `✓ ${problem.feature} can be read again`
    : `! ${problem.feature} is missing (${problem.reason.replaceAll('_', ' ')}): ${problem.error.message}`;
}
