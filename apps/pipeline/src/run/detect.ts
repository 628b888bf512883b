import type { VerdictSink } from '@ad/exporters';
import type { PrometheusExporter } from '@ad/exporters/prometheus';
import type { Sample, StreamingDetector, Verdict } from '@ad/models';
import type { LiveSource } from '../recording/recorded.js';
import type { Relearned, Relearning } from './relearning.js';

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
  /** What came of training the models. */
  readonly onRelearned: (relearned: Relearned) => void;
  /** Nobody reads the console any more. */
  readonly onUnread: () => void;
}

/**
 * Scores live samples until the source ends. Models that have been trained meanwhile join, or take over, between two samples. A sink
 * that fails costs its own lines only, and none is waited for: the next sample is taken when it is due.
 */
export async function detect(
  detector: StreamingDetector,
  live: LiveSource,
  relearning: Relearning,
  sinks: Sinks,
): Promise<Tally> {
  const tally: Tally = { samples: 0, anomalies: 0 };
  let wasAnomaly = false;
  let modelVersion = 0;
  let ticks = { late: 0, missed: 0 };

  function observe(sample: Sample): Verdict {
    const relearned = relearning.take();
    if (relearned?.ok) detector.useModels(relearned.trained.models, String(++modelVersion), relearned.recent);
    if (relearned) sinks.onRelearned(relearned);
    const started = performance.now();
    const verdict = detector.observe(sample);
    relearning.add(sample, verdict);
    sinks.prometheus.observeScoringDuration((performance.now() - started) / 1000);
    tally.samples++;
    if (verdict.isAnomaly && !wasAnomaly) tally.anomalies++;
    wasAnomaly = verdict.isAnomaly;
    return verdict;
  }

  async function print(verdict: Verdict): Promise<void> {
    const written = await sinks.console.write(verdict);
    if (!written.ok && isBrokenPipe(written.error)) sinks.onUnread();
  }

  for await (const sample of live) {
    const now = { late: live.lateTicks, missed: live.missedTicks };
    sinks.prometheus.recordTicks({ late: now.late - ticks.late, missed: now.missed - ticks.missed });
    ticks = now;
    const verdict = observe(sample);
    sinks.prometheus.write(verdict);
    void print(verdict);
  }
  return tally;
}

function isBrokenPipe(error: Error): boolean {
  return error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'EPIPE';
}
