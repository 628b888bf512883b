import type { Sample, Verdict } from '@ad/models';

/** What a replay reads of a verdict. */
export type Judgement = Pick<
  Verdict,
  'timestamp' | 'host' | 'state' | 'isAnomaly' | 'score' | 'threshold' | 'attributions'
> & {
  /** The same while one alert lasts; `null` where there is none. */
  readonly alertId: string | null;
  /** One plain sentence; empty when there is nothing to say. */
  readonly explanation: string;
  /** Within an alert, 0 to 1: how much the sample is like those that people called anomalies. Absent without feedback. */
  readonly trueChance?: number;
};

/** Decides on the samples of one host, one after the other. */
export interface Detector {
  /** Takes in a sample without judging it. */
  learn(sample: Sample): void;
  observe(sample: Sample): Judgement;
}

/** Makes a detector of one host that may raise so many alarms a week. */
export type DetectorFactory = (alertsPerWeek: number) => Detector;
