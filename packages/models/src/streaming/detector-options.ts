import { checkFeatureRules, type FeatureRules } from '../forecast/feature-rules.js';
import { firstFit, longestHistory } from '../forecast/forecaster.js';
import type { BaseModel } from '../model/base-model.js';
import { integerOption, isNameList, refuseOption, refuseUnknownOptions } from '../options.js';
import type { ConfirmOptions } from '../threshold/confirm.js';
import type { DetectorSnapshot } from './detector-snapshot.js';
import type { MaintenanceWindow } from './maintenance.js';

/** Options of `StreamingDetector`. */
export interface StreamingDetectorOptions {
  /** Names of the values to look at. @default those of the first sample */
  readonly featureNames?: readonly string[];
  /** What is known of features beforehand: which way counts, and how much. */
  readonly features?: FeatureRules;
  /** Trained models that look at the samples too; they may be shared by detectors of many hosts. @default none: the forecast alone */
  readonly models?: readonly BaseModel[];
  /** Version of the models, for the verdicts. @default '1' */
  readonly modelVersion?: string;
  /** False alerts a week that you can bear. @default 1 */
  readonly alertsPerWeek?: number;
  /** In place of `alertsPerWeek`: share of normal samples that may score above the threshold. */
  readonly targetRate?: number;
  /** How many unusual samples begin an alert. @default 2 of 3 */
  readonly confirm?: ConfirmOptions;
  /** An alert that fires again this soon after its end is the same alert. @default 300 */
  readonly coolDownSeconds?: number;
  /**
   * Samples of a stream that it learns from, 10 to 60,000: it learns anew with the 10th, 20th, 40th, … up to there, and keeps them
   * until then, 9 bytes and 8 per feature each. Fewer make a smaller state. @default 5000
   */
  readonly learningSamples?: number;
  /** When work is planned: nothing fires then, and nothing is learned. */
  readonly maintenance?: readonly MaintenanceWindow[];
  /** State to go on from, of an earlier `snapshot` with the same models. */
  readonly from?: DetectorSnapshot;
}

const optionNames = [
  'featureNames',
  'features',
  'models',
  'modelVersion',
  'alertsPerWeek',
  'targetRate',
  'confirm',
  'coolDownSeconds',
  'learningSamples',
  'maintenance',
  'from',
];

/** Refuses options outside their rules; what is handed on to thresholds, alerts and the calendar is checked there. */
export function checkDetectorOptions(options: StreamingDetectorOptions): void {
  refuseUnknownOptions('StreamingDetector', options, optionNames);
  const { featureNames, features, learningSamples } = options;
  if (featureNames !== undefined && !isNameList(featureNames)) {
    refuseOption('featureNames', 'a list of different names, at least one', featureNames);
  }
  if (features !== undefined) checkFeatureRules(features);
  if (learningSamples !== undefined) {
    integerOption('learningSamples', learningSamples, { min: firstFit, max: longestHistory });
  }
}
