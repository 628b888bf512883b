import type { Config } from '@ad/config';
import {
  type BaseModel,
  type DetectorSnapshot,
  type Sample,
  StreamingDetector,
  type StreamingDetectorOptions,
  type Verdict,
} from '@ad/models';
import { detectorOptions } from '../detectors/detector-options.js';
import type { HostDetector, HostDetectorFactory } from './host-state.js';

/** Models that all hosts share, and the version that verdicts name. */
export interface SharedModels {
  readonly models: readonly BaseModel[];
  readonly version: string;
}

/** The models in use now: all hosts go on with others when there are others, each with its next sample. */
export interface CurrentModels {
  current: SharedModels;
}

/**
 * A detector of one host keeps the samples that it learns from: 640 of them take 31 kB with 5 features, 2,560 would take four
 * times that. What it costs in accuracy is in the README of @ad/models.
 */
const learningSamples = 640;

/** Makes detectors for many hosts, which share models and, where they have the same features, rules. */
export function createHostDetector(config: Config, shared: CurrentModels): HostDetectorFactory {
  const known = new Map<string, StreamingDetectorOptions>();
  return (sample, from) => {
    const featureNames = from?.featureNames ?? Object.keys(sample.values);
    const key = JSON.stringify(featureNames);
    const options = known.get(key) ?? { ...detectorOptions(config, featureNames), learningSamples };
    // Hosts of a fleet have few sets of features; a sender that makes up names must not fill the memory.
    if (known.size < 1000) known.set(key, options);
    return new FollowingDetector(shared, options, from);
  };
}

/** A detector that goes on with whatever models are in use when a sample comes. */
class FollowingDetector implements HostDetector {
  readonly #shared: CurrentModels;
  readonly #detector: StreamingDetector;
  #used: SharedModels;

  constructor(shared: CurrentModels, options: StreamingDetectorOptions, from: DetectorSnapshot | undefined) {
    this.#shared = shared;
    this.#used = shared.current;
    const { models, version } = shared.current;
    this.#detector = restore({ ...options, models, modelVersion: version }, from);
  }

  observe(sample: Sample): Verdict {
    if (this.#used !== this.#shared.current) {
      this.#used = this.#shared.current;
      this.#detector.useModels(this.#used.models, this.#used.version);
    }
    return this.#detector.observe(sample);
  }

  snapshot(): DetectorSnapshot {
    return this.#detector.snapshot();
  }
}

/** What models remember of a host may be of other models than those in use now; the detector does without, then. */
function restore(options: StreamingDetectorOptions, from: DetectorSnapshot | undefined): StreamingDetector {
  if (from === undefined) return new StreamingDetector(options);
  try {
    return new StreamingDetector({ ...options, from });
  } catch {
    return new StreamingDetector({ ...options, from: { ...from, models: [] } });
  }
}
