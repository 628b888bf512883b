import type { LabelledSample } from '@ad/collector';
import type { Sample } from '@ad/models';
import { type BacktestOptions, backtest } from '../backtest/backtest.js';
import type { LabelMeasures } from '../backtest/report.js';
import type { DetectorFactory } from '../detectors/detector.js';

/** Something that can watch a host: a model alone, or a whole detector. */
export interface Contestant {
  readonly name: string;
  /** Trains it on a host's history. */
  readonly prepare: (history: readonly Sample[]) => Promise<DetectorFactory>;
}

/** How a contestant did. */
export interface ContestantReport {
  readonly name: string;
  /** Of all hosts together. */
  readonly trainingSeconds: number;
  readonly microsecondsPerSample: number;
  readonly judged: number;
  readonly alarms: number;
  /** Per host. */
  readonly alarmsPerWeek: number;
  readonly labels: LabelMeasures | null;
}

/** Contestants side by side: plain data. */
export interface CompareReport {
  readonly schemaVersion: 1;
  readonly alertsPerWeek: number;
  readonly hosts: number;
  readonly samples: number;
  readonly learned: number;
  readonly contestants: readonly ContestantReport[];
  /**
   * Of the samples on which either of two contestants had an alarm on, the share on which both had; in the order of `contestants`.
   * `NaN` where neither ever had.
   */
  readonly agreement: readonly (readonly number[])[];
}

/** What {@link compare} needs beside the contestants. */
export interface CompareOptions extends Pick<BacktestOptions, 'alertsPerWeek' | 'learning' | 'signal'> {
  readonly onProgress?: (name: string, samples: number, timestamp: number) => void;
}

/** Replays the same samples through every contestant, one after the other. @param read opens the samples anew for each */
export async function compare(
  read: () => AsyncIterable<LabelledSample>,
  contestants: readonly Contestant[],
  options: CompareOptions,
): Promise<CompareReport> {
  const all: Contested[] = [];
  for (const contestant of contestants) {
    if (options.signal?.aborted) break;
    all.push(await contest(read, contestant, options));
  }
  const [first] = all;
  return {
    schemaVersion: 1,
    alertsPerWeek: options.alertsPerWeek,
    hosts: first.hosts,
    samples: first.samples,
    learned: first.learned,
    contestants: all.map(({ report }) => report),
    agreement: all.map((a) => all.map((b) => agreement(a.alarmed, b.alarmed))),
  };
}

interface Contested {
  readonly report: ContestantReport;
  /** Per observed sample, whether an alarm was on. */
  readonly alarmed: readonly boolean[];
  readonly hosts: number;
  readonly samples: number;
  readonly learned: number;
}

async function contest(
  read: () => AsyncIterable<LabelledSample>,
  { name, prepare }: Contestant,
  { onProgress, ...options }: CompareOptions,
): Promise<Contested> {
  const alarmed: boolean[] = [];
  let trainingMilliseconds = 0;
  let scoringMilliseconds = 0;
  const watched = async (_: string, history: readonly Sample[]): Promise<DetectorFactory> => {
    const started = performance.now();
    const create = await prepare(history);
    trainingMilliseconds += performance.now() - started;
    return (alertsPerWeek) => {
      const detector = create(alertsPerWeek);
      return {
        learn: (sample) => detector.learn(sample),
        observe(sample) {
          const before = performance.now();
          const verdict = detector.observe(sample);
          scoringMilliseconds += performance.now() - before;
          alarmed.push(verdict.isAnomaly);
          return verdict;
        },
      };
    };
  };
  const result = await backtest(read(), watched, {
    ...options,
    budgets: [],
    onProgress: (samples, timestamp) => onProgress?.(name, samples, timestamp),
  });
  return {
    report: {
      name,
      trainingSeconds: trainingMilliseconds / 1000,
      microsecondsPerSample: (1000 * scoringMilliseconds) / alarmed.length,
      judged: result.judged,
      alarms: result.alarms.length,
      alarmsPerWeek: result.alarmsPerWeek,
      labels: result.labels,
    },
    alarmed,
    hosts: result.hosts.length,
    samples: result.samples,
    learned: result.learned,
  };
}

function agreement(a: readonly boolean[], b: readonly boolean[]): number {
  let [both, either] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    if (a[i] && b[i]) both++;
    if (a[i] || b[i]) either++;
  }
  return both / either;
}
