import { numberJson, textJson, valuesJson } from './json.js';
import { jsonMessage, type KafkaMessage, SCHEMA_VERSION } from './message.js';

/** A sample on its way from a collector to a detector. */
export interface PublishedSample {
  readonly sample: {
    /** Milliseconds since the epoch. */
    readonly timestamp: number;
    readonly host: string;
    /** By feature name; `NaN` where missing. */
    readonly values: Readonly<Record<string, number>>;
    /** Whether work of the collector itself affected the sample. */
    readonly disturbed?: boolean;
  };
  /** Identifies one start of the collector: any string that no other start has. */
  readonly boot: string;
  /** 1, 2, 3, … within one boot. It shows a reader which samples are duplicates and which are missing. */
  readonly sequence: number;
}

/**
 * The message that carries a sample: JSON, keyed by host, `timestamp` in milliseconds since the epoch, missing values `null`.
 * Its `id` is `host/boot/sequence`. Pure.
 *
 * @example
 * const sample = { timestamp: 1767614415000, host: 'web-1', values: { cpu_percent: 12.3, load_1: Number.NaN } };
 * const { value } = sampleMessage({ sample, boot: 'b7', sequence: 1 });
 * JSON.parse(value).values.load_1 === null; // true
 */
export function sampleMessage({ sample, boot, sequence }: PublishedSample): KafkaMessage {
  const { timestamp, host, values, disturbed } = sample;
  const value =
    `{"schema_version":${SCHEMA_VERSION}` +
    `,"timestamp":${numberJson(timestamp)}` +
    `,"host":${textJson(host)}` +
    `,"values":${valuesJson(values)}${disturbed ? ',"disturbed":true' : ''}` +
    `,"boot":${textJson(boot)}` +
    `,"sequence":${numberJson(sequence)}}`;
  return jsonMessage(host, `${host}/${boot}/${sequence}`, value);
}
