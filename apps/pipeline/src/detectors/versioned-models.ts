import type { BaseModel, DetectorSnapshot } from '@ad/models';

/** Models that were trained together, under the name that verdicts give them. */
export interface VersionedModels {
  readonly models: readonly BaseModel[];
  /** Number of the version in the registry; before it is known there, `local-` and the beginning of the training's id. */
  readonly version: string;
  /** The training that they come from. */
  readonly trainingId: string;
  /** How many samples they were trained on. */
  readonly samples: number;
  /** Milliseconds since the epoch. */
  readonly trainedAt: number;
}

/** Models with the state of the detector that they were trained for: all that is needed to score at once. */
export interface SavedDetector extends VersionedModels {
  readonly featureNames: readonly string[];
  /** As it was when they were trained; without their views. */
  readonly state: DetectorSnapshot;
}

/** Whether the registry has given them a number. */
export function isRegistered({ version }: VersionedModels): boolean {
  return /^[1-9]\d*$/.test(version);
}

/** The name of a version that the registry does not know yet. */
export function localVersion(trainingId: string): string {
  return `local-${trainingId.slice(0, 8)}`;
}

/** Kinds of models, for people. */
export function listKinds(kinds: readonly string[]): string {
  return kinds.join(', ') || 'the forecast alone';
}
