import type { VerdictSink } from '@ad/exporters';
import type { PrometheusExporter } from '@ad/exporters/prometheus';
import type { Sample, Verdict } from '@ad/models';
import type { LiveSource } from '../recording/recorded.js';

/** What a detector has seen and said. */
export interface Tally {
  samples: number;
  /** Times that an anomaly began. */
  anomalies: number;
}

/** Where verdicts go, and what is told meanwhile. */
export interface Sinks {
  readonly console: VerdictSink;
  readonly prometheus: PrometheusExporter;
  /** Told of each verdict too. */
  readonly others: readonly { write(verdict: Verdict): void }[];
  /** Nobody reads the console any more. */
  readonly onUnread: () => void;
}

/**
 * Scores live samples until the source ends. A sink that fails costs its own lines only, and none is waited for: the next sample is taken
 * when it is due.
 */
export async function detect(
  observe: (sample: Sample) => Verdict,
  live: LiveSource,
  sinks: Sinks,
): Promise<Tally> {
  const tally: Tally = { samples: 0, anomalies: 0 };
  let wasAnomaly = false;
  let ticks = { late: 0, missed: 0 };

  async function print(verdict: Verdict): Promise<void> {
    const written = await sinks.console.write(verdict);
    if (!written.ok && isBrokenPipe(written.error)) sinks.onUnread();
  }

  for await (const sample of live) {
    const now = { late: live.lateTicks, missed: live.missedTicks };
    sinks.prometheus.recordTicks({ late: now.late - ticks.late, missed: now.missed - ticks.missed });
    ticks = now;
    const started = performance.now();
    const verdict = observe(sample);
    sinks.prometheus.observeScoringDuration((performance.now() - started) / 1000);
    tally.samples++;
    if (verdict.isAnomaly && !wasAnomaly) tally.anomalies++;
    wasAnomaly = verdict.isAnomaly;
    sinks.prometheus.write(verdict);
    for (const other of sinks.others) other.write(verdict);
    void print(verdict);
  }
  return tally;
}

function isBrokenPipe(error: Error): boolean {
  return error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'EPIPE';
}
