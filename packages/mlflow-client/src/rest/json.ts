import { MlflowError } from '../errors.js';

/** A JSON object of unknown content. */
export type JsonObject = { readonly [key: string]: unknown };

/** Returns `value` as an object, or throws `UNEXPECTED_RESPONSE`. */
export function asObject(value: unknown, what: string): JsonObject {
  if (isObject(value)) return value;
  throw new MlflowError(
    'UNEXPECTED_RESPONSE',
    `${what} should be an object, got ${JSON.stringify(value)?.slice(0, 100)}`,
  );
}

/** Servers leave empty strings out. */
export function textOf(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** Numbers arrive as such, as digits (64-bit integers), or as `NaN`, `Infinity` and `-Infinity` in quotes. */
export function numberOf(object: JsonObject, key: string): number | undefined {
  const value = object[key];
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value !== '' ? Number(value) : undefined;
}

/** Servers leave empty lists out. */
export function listOf(object: JsonObject, key: string): JsonObject[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A list of `{ key, value }` as text by key. */
export function textByKey(object: JsonObject, list: string): Record<string, string> {
  return Object.fromEntries(
    listOf(object, list).map((entry) => [textOf(entry, 'key'), textOf(entry, 'value')]),
  );
}

/** Text by key as a list of `{ key, value }`. */
export function keyValueList(
  values: Readonly<Record<string, string>> = {},
): { key: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
