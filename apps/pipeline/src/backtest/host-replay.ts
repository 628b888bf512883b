import type { LabelledSample } from '@ad/collector';
import type { Sample } from '@ad/models';
import type { Detector, DetectorFactory } from '../detectors/detector.js';
import { AlarmLog, type LoggedAlarm } from './alarm-log.js';
import { isTrueAlarm, matchAlarms, measure, median } from './measures.js';
import type { BudgetOutcome, HostReport } from './report.js';
import { TraceRecorder, traceNames } from './trace.js';

/** What replaying one host needs. */
export interface HostReplayOptions {
  readonly alertsPerWeek: number;
  readonly budgets: readonly number[];
  readonly traceSlots: number;
}

interface Run {
  readonly alertsPerWeek: number;
  readonly detector: Detector;
  readonly log: AlarmLog;
}

const gapsKept = 1001;
const millisecondsPerWeek = 7 * 24 * 3_600_000;

/** Replays the samples of one host through one detector per budget, and keeps what a report needs of it. */
export class HostReplay {
  readonly #host: string;
  readonly #trace: TraceRecorder | undefined;
  readonly #judged = { timestamps: [] as number[], scores: [] as number[], labels: [] as number[] };
  readonly #features = new Set<string>();
  readonly #gaps: number[] = [];
  readonly #options: HostReplayOptions;
  readonly #learned: LabelledSample[] = [];
  /** The first is at the budget that alarms are listed for. Empty until the judging begins. */
  #runs: readonly Run[] = [];
  #start = Number.NaN;
  #end = Number.NaN;
  #warming = 0;
  #isLabelled = false;

  constructor(host: string, options: HostReplayOptions) {
    this.#host = host;
    this.#options = options;
    this.#trace = options.traceSlots > 0 ? new TraceRecorder(options.traceSlots) : undefined;
  }

  /** Whether samples are judged by now. */
  get hasBegun(): boolean {
    return this.#runs.length > 0;
  }

  /** The samples kept by {@link HostReplay.learn}. */
  get learned(): readonly LabelledSample[] {
    return this.#learned;
  }

  /** Takes in one of the first samples, which is learned and not judged. */
  learn(sample: LabelledSample): void {
    this.#see(sample);
    this.#learned.push(sample);
  }

  /** From here on samples are judged, by detectors that know the history. */
  begin(createDetector: DetectorFactory, history: readonly Sample[]): void {
    const { alertsPerWeek, budgets } = this.#options;
    this.#runs = [...new Set([alertsPerWeek, ...budgets])].map((budget) => {
      const detector = createDetector(budget);
      for (const sample of history) detector.learn(sample);
      return { alertsPerWeek: budget, detector, log: new AlarmLog() };
    });
  }

  /** Judges a sample. */
  observe(sample: LabelledSample): void {
    this.#see(sample);
    const index = this.#judged.timestamps.length;
    const verdicts = this.#runs.map(({ detector, log }) => {
      const verdict = detector.observe(sample);
      if (verdict.state !== 'warming') log.add(verdict, index);
      return verdict;
    });
    const [verdict] = verdicts;
    if (verdict.state === 'warming') {
      this.#warming++;
      return;
    }
    if (sample.label !== undefined) this.#isLabelled = true;
    const { timestamps, scores, labels } = this.#judged;
    timestamps.push(sample.timestamp);
    scores.push(verdict.score);
    labels.push(sample.label ?? 0);
    this.#draw(traceNames.score, sample.timestamp, verdict.score);
    this.#draw(traceNames.threshold, sample.timestamp, verdict.threshold);
    for (const { feature, expected } of verdict.attributions) {
      this.#draw(traceNames.expected(feature), sample.timestamp, expected.low);
      this.#draw(traceNames.expected(feature), sample.timestamp, expected.high);
    }
  }

  report(): HostReport {
    const intervalSeconds = median(this.#gaps) / 1000;
    const judged = this.#judged.timestamps.length;
    const weeks = (judged * intervalSeconds * 1000) / millisecondsPerWeek;
    const alarms = this.#runs[0]?.log.alarms ?? [];
    const labels = this.#isLabelled ? measure(this.#judged, alarms, weeks) : null;
    const runs = [...this.#runs].sort((a, b) => a.alertsPerWeek - b.alertsPerWeek);
    return {
      host: this.#host,
      start: this.#start,
      end: this.#end,
      intervalSeconds,
      samples: this.#learned.length + this.#warming + judged,
      learned: this.#learned.length,
      warming: this.#warming,
      judged,
      weeks,
      features: [...this.#features],
      alarms: alarms.map(({ first, last, ...alarm }) => ({
        ...alarm,
        isTrue: labels && isTrueAlarm({ first, last, ...alarm }, this.#judged.labels),
      })),
      alarmsPerWeek: alarms.length / weeks,
      budgets: runs.map(({ alertsPerWeek, log }) => this.#outcome(alertsPerWeek, log.alarms, weeks)),
      labels,
      trace: this.#trace?.trace() ?? null,
    };
  }

  #outcome(alertsPerWeek: number, alarms: readonly LoggedAlarm[], weeks: number): BudgetOutcome {
    const outcome = { alertsPerWeek, alarms: alarms.length, measuredPerWeek: alarms.length / weeks };
    if (!this.#isLabelled) return { ...outcome, labels: null };
    const { events, eventsFound, falseAlarms } = matchAlarms(alarms, this.#judged);
    return { ...outcome, labels: { events, eventsFound, falseAlarms } };
  }

  #see({ timestamp, values, label }: LabelledSample): void {
    if (Number.isNaN(this.#start)) this.#start = timestamp;
    else if (this.#gaps.length < gapsKept && timestamp > this.#end) this.#gaps.push(timestamp - this.#end);
    this.#end = timestamp;
    for (const name in values) {
      this.#features.add(name);
      this.#draw(traceNames.feature(name), timestamp, values[name]);
    }
    if (label !== undefined) this.#draw(traceNames.label, timestamp, label);
  }

  #draw(name: string, timestamp: number, value: number): void {
    this.#trace?.add(name, timestamp, value);
  }
}
