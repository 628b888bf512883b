import type { Trace } from './trace.js';

/** One alarm that the detector would have raised. */
export interface Alarm {
  readonly id: string;
  readonly host: string;
  /** Milliseconds since the epoch, of its first and last sample. */
  readonly start: number;
  readonly end: number;
  /** True when it had not ended when the data did. */
  readonly isOpen: boolean;
  /** Its highest score, and the threshold then. */
  readonly peak: { readonly timestamp: number; readonly score: number; readonly threshold: number };
  /** Why, in one sentence, at its peak. */
  readonly explanation: string;
  /** The highest `trueChance` of its samples: how much it is like what people called anomalies; `null` without feedback. */
  readonly trueChance: number | null;
  /** Whether it overlaps a labelled event; `null` without labels. */
  readonly isTrue: boolean | null;
}

/** What labels say of a detector. Numbers that the data cannot tell are `NaN`, in JSON `null`. */
export interface LabelMeasures {
  /** Labelled anomalies: runs of consecutive samples labelled 1. */
  readonly events: number;
  /** Share of judged samples labelled 1: what a random score gets as `aucPr`. */
  readonly anomalousShare: number;
  readonly aucPr: number;
  readonly vusPr: number;
  /** Share of events found when 1 % (0.1 %) of the normal samples may be above the threshold. */
  readonly eventRecallAt1Percent: number;
  readonly eventRecallAt01Percent: number;
  /** Events during which an alarm was on. */
  readonly eventsFound: number;
  /** Alarms that overlap no event. */
  readonly falseAlarms: number;
  readonly falseAlarmsPerWeek: number;
  /** From the beginning of an event to its alarm, over the events found. */
  readonly medianDelaySeconds: number;
}

/** What one alarm budget comes to. */
export interface BudgetOutcome {
  /** The budget, per host. */
  readonly alertsPerWeek: number;
  readonly alarms: number;
  /** Alarms a week that were measured, per host. */
  readonly measuredPerWeek: number;
  /** With labels only. */
  readonly labels: Pick<LabelMeasures, 'events' | 'eventsFound' | 'falseAlarms'> | null;
}

/** What became of one host. */
export interface HostReport {
  readonly host: string;
  /** Milliseconds since the epoch, of its first and last sample. */
  readonly start: number;
  readonly end: number;
  readonly intervalSeconds: number;
  readonly samples: number;
  /** Samples that were learned and not judged. */
  readonly learned: number;
  /** Samples after those on which the detector was still warming up. */
  readonly warming: number;
  /** Samples that got a decision. */
  readonly judged: number;
  /** Time that got a decision, in weeks. */
  readonly weeks: number;
  readonly features: readonly string[];
  readonly alarms: readonly Alarm[];
  readonly alarmsPerWeek: number;
  readonly budgets: readonly BudgetOutcome[];
  readonly labels: LabelMeasures | null;
  /** The course of scores and values, where it was asked for. */
  readonly trace: Trace | null;
}

/** What a backtest found: plain data. */
export interface BacktestReport {
  readonly schemaVersion: 1;
  /** The budget that the alarms were raised at, per host. */
  readonly alertsPerWeek: number;
  readonly samples: number;
  readonly learned: number;
  readonly warming: number;
  readonly judged: number;
  /** Host-weeks that got a decision. */
  readonly weeks: number;
  /** In order of time. */
  readonly alarms: readonly Alarm[];
  /** Per host. */
  readonly alarmsPerWeek: number;
  readonly budgets: readonly BudgetOutcome[];
  /** Means over the labelled hosts; events and false alarms are sums. */
  readonly labels: LabelMeasures | null;
  readonly hosts: readonly HostReport[];
}
