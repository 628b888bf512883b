import { damaged, isRecord, type Json } from './codec.js';

// Shapes are made when a module is loaded: the marks let a bundle leave out those that it does not need.

/** Whether a value read from JSON is a `T`. */
export type Shape<T> = (value: unknown) => value is T;

export const number: Shape<number> = (value): value is number => Number.isFinite(value);
/** A number that is not negative. */
export const size: Shape<number> = (value): value is number => number(value) && value >= 0;
export const boolean: Shape<boolean> = (value) => typeof value === 'boolean';
export const text: Shape<string> = (value) => typeof value === 'string';
/** Any object; what it holds is for its reader to check. */
export const record: Shape<Record<string, Json>> = (value): value is Record<string, Json> => isRecord(value);

/* @__NO_SIDE_EFFECTS__ */
export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return (value) => value === null || shape(value);
}

/* @__NO_SIDE_EFFECTS__ */
export function list<T>(shape: Shape<T>, most = Number.POSITIVE_INFINITY): Shape<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.length <= most && value.every(shape);
}

/* @__NO_SIDE_EFFECTS__ */
export function object<T extends object>(fields: { readonly [Field in keyof T]: Shape<T[Field]> }): Shape<T> {
  const entries = Object.entries<Shape<unknown>>(fields);
  return (value): value is T => isRecord(value) && entries.every(([field, shape]) => shape(value[field]));
}

/** Returns a part of a snapshot that may come from anywhere. @throws ModelError `INVALID_MODEL` when it has not that shape. */
export function checkShape<T>(part: string, value: unknown, shape: Shape<T>): T {
  if (!shape(value)) throw damaged(`${part} of a snapshot`, 'as it was written');
  return value;
}
