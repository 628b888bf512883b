import { numberJson, textJson, valuesJson } from './json.js';
import { jsonMessage, type KafkaMessage, SCHEMA_VERSION } from './message.js';

/** A sample on its way from the collector that took it to whoever scores it. */
export interface PublishedSample {
  readonly sample: {
    /** Milliseconds since the epoch. */
    readonly timestamp: number;
    readonly host: string;
    /** By feature name; `NaN` where missing. */
    readonly values: Readonly<Record<string, number>>;
    /** The sample was taken while the collector itself was at work that shows in it. */
    readonly disturbed?: boolean;
  };
  /** Names one start of the collector: any string that no other start has. */
  readonly boot: string;
  /** 1, 2, 3, … within the boot: a reader sees by it what is there twice and what is missing. */
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
