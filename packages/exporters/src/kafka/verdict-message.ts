import type { Verdict, VerdictAttribution } from '../verdict.js';
import { numberJson, roundedJson, textJson, timeJson, valuesJson } from './json.js';
import { jsonMessage, type KafkaMessage, SCHEMA_VERSION } from './message.js';

const MAX_ATTRIBUTIONS = 5;
/** Most messages are about normal samples. One attribution is enough for them and keeps them small. */
const MAX_NORMAL_ATTRIBUTIONS = 1;

/**
 * The message that carries a verdict: JSON in snake case, keyed by host. Its first seven fields never change, because older readers
 * know only these: `timestamp` (ISO 8601, UTC), `cpu_percent`, `memory_percent`, `disk_percent`, `anomaly_score` (the probability,
 * 0..1), `is_anomaly`, `model_type`. A missing number is `null`.
 *
 * The `id` is `host/milliseconds/sequence`, so a verdict that is sent twice has the same one. An anomaly, and a sample that is
 * `pending`, comes with the explanation and the five largest attributions, any other sample with the largest attribution. Scores,
 * shares, and bounds of 1 or more are rounded to three decimals. Pure; about 4 microseconds.
 *
 * @example
 * const { key, headers } = verdictMessage(verdict);
 * key; // 'web-1'
 * headers.id; // 'web-1/0/1'
 */
export function verdictMessage(verdict: Verdict): KafkaMessage {
  const { host, timestamp, sequence = 0, values, model, explanation } = verdict;
  const id = `${host}/${timestamp}/${sequence}`;
  const isUnusual = verdict.isAnomaly || verdict.state === 'pending';
  const maxAttributions = isUnusual ? MAX_ATTRIBUTIONS : MAX_NORMAL_ATTRIBUTIONS;
  const explained = isUnusual && explanation ? `,"explanation":${textJson(explanation)}` : '';
  const value =
    `{"timestamp":${timeJson(timestamp)}` +
    `,"cpu_percent":${numberJson(values.cpu_percent)}` +
    `,"memory_percent":${numberJson(values.memory_percent)}` +
    `,"disk_percent":${numberJson(values.disk_percent)}` +
    `,"anomaly_score":${numberJson(verdict.probability)}` +
    `,"is_anomaly":${verdict.isAnomaly}` +
    `,"model_type":${textJson(model.kind)}` +
    `,"schema_version":${SCHEMA_VERSION}` +
    `,"id":${textJson(id)}` +
    `,"host":${textJson(host)}` +
    `,"sequence":${numberJson(sequence)}` +
    `,"state":${textJson(verdict.state)}` +
    `,"alert_id":${textJson(verdict.alertId)}` +
    `,"raw_score":${roundedJson(verdict.score)}` +
    `,"threshold":${roundedJson(verdict.threshold)}` +
    `,"p_value":${numberJson(verdict.pValue)}` +
    `,"provisional":${verdict.provisional}` +
    `,"model_version":${textJson(model.version)}` +
    `,"values":${valuesJson(values)}` +
    `,"attributions":${attributionsJson(verdict.attributions, maxAttributions)}${explained}}`;
  return jsonMessage(host, id, value);
}

function attributionsJson(attributions: readonly VerdictAttribution[], maxAttributions: number): string {
  let json = '';
  for (let index = 0; index < attributions.length && index < maxAttributions; index += 1) {
    const { feature, share, observed, expected } = attributions[index]!;
    json +=
      `${index === 0 ? '' : ','}{"feature":${textJson(feature)}` +
      `,"share":${roundedJson(share)}` +
      `,"observed":${numberJson(observed)}` +
      `,"expected_low":${boundJson(expected.low)}` +
      `,"expected_high":${boundJson(expected.high)}}`;
  }
  return `[${json}]`;
}

/** A small bound is written in full, because three decimals may be too few for it. */
function boundJson(bound: number): string {
  return Math.abs(bound) >= 1 ? roundedJson(bound) : numberJson(bound);
}
