import type { LabelledSample } from '@ad/collector';
import type { Sample } from '@ad/models';
import type { DetectorFactory } from '../detectors/detector.js';
import { HostReplay } from './host-replay.js';
import { combine } from './measures.js';
import type { BacktestReport, BudgetOutcome, HostReport } from './report.js';

/** What detectors know before they judge. */
export type Learning =
  /** So many of each host's first samples. */
  | { readonly from: 'beginning'; readonly samples: (host: string) => number }
  /** A history of its own, which may be longer or older than what is judged. */
  | { readonly from: 'history'; readonly samples: (host: string) => readonly Sample[] };

/** Options of {@link backtest}. */
export interface BacktestOptions {
  /** Alarms a week, per host. */
  readonly alertsPerWeek: number;
  /** Further budgets to try at the same time. */
  readonly budgets: readonly number[];
  readonly learning: Learning;
  /** Width of the charts that the report is for; 0 keeps no course of scores and values. @default 0 */
  readonly traceSlots?: number;
  readonly onProgress?: (samples: number, timestamp: number) => void;
  readonly signal?: AbortSignal;
}

const progressEvery = 2048;

/**
 * Replays samples through detectors as if they came live, one detector per host and budget, and says what would have alarmed. The
 * samples of a host must be in order of time; hosts may come in any order.
 *
 * @param prepare makes the detectors of one host, from what they are to know before they judge
 */
export async function backtest(
  samples: AsyncIterable<LabelledSample> | Iterable<LabelledSample>,
  prepare: (host: string, history: readonly Sample[]) => Promise<DetectorFactory>,
  options: BacktestOptions,
): Promise<BacktestReport> {
  const { alertsPerWeek, budgets, learning, traceSlots = 0, onProgress, signal } = options;
  const replays = new Map<string, HostReplay>();
  let count = 0;
  for await (const sample of samples) {
    if (count++ % progressEvery === 0) {
      onProgress?.(count, sample.timestamp);
      // A turn of the event loop, so that Ctrl-C is heard.
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted) break;
    }
    const { host } = sample;
    const replay = replays.get(host) ?? new HostReplay(host, { alertsPerWeek, budgets, traceSlots });
    replays.set(host, replay);
    if (!replay.hasBegun) {
      if (learning.from === 'beginning' && replay.learned.length < learning.samples(host)) {
        replay.learn(sample);
        continue;
      }
      const history = learning.from === 'beginning' ? replay.learned : learning.samples(host);
      replay.begin(await prepare(host, history), history);
    }
    replay.observe(sample);
  }
  return summarize(
    [...replays.values()].map((replay) => replay.report()),
    alertsPerWeek,
  );
}

function summarize(hosts: readonly HostReport[], alertsPerWeek: number): BacktestReport {
  const total = (key: 'samples' | 'learned' | 'warming' | 'judged' | 'weeks'): number =>
    hosts.reduce((sum, host) => sum + host[key], 0);
  const weeks = total('weeks');
  const alarms = hosts.flatMap((host) => host.alarms).sort((a, b) => a.start - b.start);
  const judged = hosts.filter((host) => host.judged > 0);
  return {
    schemaVersion: 1,
    alertsPerWeek,
    samples: total('samples'),
    learned: total('learned'),
    warming: total('warming'),
    judged: total('judged'),
    weeks,
    alarms,
    alarmsPerWeek: alarms.length / weeks,
    budgets: (judged[0]?.budgets ?? []).map((_, i) =>
      combineBudgets(
        judged.map(({ budgets }) => budgets[i]),
        weeks,
      ),
    ),
    labels: combine(
      judged.flatMap(({ labels }) => labels ?? []),
      judged.reduce((sum, host) => sum + (host.labels ? host.weeks : 0), 0),
    ),
    hosts,
  };
}

function combineBudgets(outcomes: readonly BudgetOutcome[], weeks: number): BudgetOutcome {
  const alarms = outcomes.reduce((total, outcome) => total + outcome.alarms, 0);
  const labelled = outcomes.flatMap(({ labels }) => labels ?? []);
  const sum = (key: 'events' | 'eventsFound' | 'falseAlarms'): number =>
    labelled.reduce((total, labels) => total + labels[key], 0);
  return {
    alertsPerWeek: outcomes[0].alertsPerWeek,
    alarms,
    measuredPerWeek: alarms / weeks,
    labels:
      labelled.length === 0
        ? null
        : { events: sum('events'), eventsFound: sum('eventsFound'), falseAlarms: sum('falseAlarms') },
  };
}
