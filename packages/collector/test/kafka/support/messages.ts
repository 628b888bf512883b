import type { RawMessage } from '../../../src/kafka/index.js';

/** 2026-01-31T12:00:00Z */
export const NOON = 1_769_860_800_000;

/** A message as a sender writes it; `fields` replace what it says, undefined leaves it out. */
export function sampleMessage(
  fields: Record<string, unknown> = {},
  key: string | null = 'web-1',
): RawMessage {
  const whole = { schema_version: 1, timestamp: NOON, host: 'web-1', values: { cpu_percent: 12.5 } };
  return rawMessage(JSON.stringify({ ...whole, ...fields }), key);
}

/** A message of these bytes, written at noon. */
export function rawMessage(value: string | Buffer | null, key: string | null = 'web-1'): RawMessage {
  return {
    key: key === null ? null : Buffer.from(key),
    value: typeof value === 'string' ? Buffer.from(value) : value,
    timestamp: String(NOON),
  };
}
