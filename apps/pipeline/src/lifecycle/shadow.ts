import type { Sample, StreamingDetector, Verdict } from '@ad/models';
import type { VersionedModels } from '../detectors/versioned-models.js';

/** What two detectors made of the same samples. */
export interface SideBySide {
  readonly samples: number;
  /** Milliseconds from the first to the last of them. */
  readonly duration: number;
  /** Alerts that began in the shadow, and in the detector whose verdicts count. */
  readonly shadowAlarms: number;
  readonly alarms: number;
  /** Of the samples on which either had an alert on, the share on which both had; `NaN` where neither ever had. */
  readonly agreement: number;
}

/** A detector that judges the same samples as another, whose verdicts count. */
export class Shadow {
  #saved: VersionedModels;
  readonly #detector: StreamingDetector;
  #samples = 0;
  #first = 0;
  #last = 0;
  #shadowAlarms = 0;
  #alarms = 0;
  #both = 0;
  #either = 0;
  // An alert that was on when the comparison began is nobody's.
  #shadowAlert: string | null;
  #alert: string | null;

  /** @param alertId of the alert that both are in the middle of */
  constructor(detector: StreamingDetector, saved: VersionedModels, alertId: string | null) {
    this.#detector = detector;
    this.#saved = saved;
    this.#shadowAlert = alertId;
    this.#alert = alertId;
  }

  /** What it judges with. */
  get saved(): VersionedModels {
    return this.#saved;
  }

  /** How many samples it has judged. */
  get samples(): number {
    return this.#samples;
  }

  /** Timestamp of the first sample that it judged; 0 before. */
  get since(): number {
    return this.#first;
  }

  /** Calls its models by the number that the registry has given them. */
  rename(trainingId: string, version: string): void {
    if (this.#saved.trainingId === trainingId) this.#saved = { ...this.#saved, version };
  }

  /** @param verdict on the same sample, of the detector whose verdicts count */
  observe(sample: Sample, verdict: Verdict): void {
    const own = this.#detector.observe(sample);
    if (this.#samples++ === 0) this.#first = sample.timestamp;
    this.#last = sample.timestamp;
    if (own.isAnomaly && verdict.isAnomaly) this.#both++;
    if (own.isAnomaly || verdict.isAnomaly) this.#either++;
    if (own.alertId !== null && own.alertId !== this.#shadowAlert) this.#shadowAlarms++;
    if (verdict.alertId !== null && verdict.alertId !== this.#alert) this.#alarms++;
    // One that comes back within its cool-down has the same name.
    this.#shadowAlert = own.alertId ?? this.#shadowAlert;
    this.#alert = verdict.alertId ?? this.#alert;
  }

  get result(): SideBySide {
    return {
      samples: this.#samples,
      duration: Math.max(0, this.#last - this.#first),
      shadowAlarms: this.#shadowAlarms,
      alarms: this.#alarms,
      agreement: this.#both / this.#either,
    };
  }
}
