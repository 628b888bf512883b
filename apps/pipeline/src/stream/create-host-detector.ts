import type { Config } from '@ad/config';
import { type BaseModel, StreamingDetector, type StreamingDetectorOptions } from '@ad/models';
import { detectorOptions } from '../run/detector-options.js';
import type { HostDetectorFactory } from './host-state.js';

/** Models that all hosts share, and the version that verdicts name. */
export interface SharedModels {
  readonly models: readonly BaseModel[];
  readonly version: string;
}

/**
 * A detector of one host keeps the samples that it learns from: 640 of them take 31 kB with 5 features, 2,560 would take four
 * times that. What it costs in accuracy is in the README of @ad/models.
 */
const learningSamples = 640;

/** Makes detectors for many hosts, which share models and, where they have the same features, rules. */
export function createHostDetector(config: Config, { models, version }: SharedModels): HostDetectorFactory {
  const shared = new Map<string, StreamingDetectorOptions>();
  return (sample, from) => {
    const featureNames = from?.featureNames ?? Object.keys(sample.values);
    const key = JSON.stringify(featureNames);
    const options = shared.get(key) ?? {
      ...detectorOptions(config, featureNames, models),
      modelVersion: version,
      learningSamples,
    };
    // Hosts of a fleet have few sets of features; a sender that makes up names must not fill the memory.
    if (shared.size < 1000) shared.set(key, options);
    return new StreamingDetector(from ? { ...options, from } : options);
  };
}
