export { type Clock, systemClock } from './clock.js';
export { CollectorError, type CollectorErrorCode, type MissingReason, type Problem } from './errors.js';
export { HostSource } from './host-source.js';
export type { HostSourceOptions, Metric, MetricReading } from './options.js';
export type { HostFeature } from './readers/reader.js';
export type { Sample } from './sample.js';
