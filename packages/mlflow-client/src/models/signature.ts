import type { YamlMapping } from '../yaml/write.js';

/** A column of a table that a model takes or gives. */
export interface ModelColumn {
  readonly name: string;
  /** MLflow's types; `long` is a 64-bit integer. */
  readonly type: 'boolean' | 'integer' | 'long' | 'float' | 'double' | 'string' | 'binary' | 'datetime';
  /** False when values may be missing. @default true */
  readonly required?: boolean;
}

/** What a model takes and gives, which MLflow shows and checks. */
export interface ModelSignature {
  readonly inputs: readonly ModelColumn[];
  readonly outputs?: readonly ModelColumn[];
}

/** The signature as an `MLmodel` has it: columns as JSON, in MLflow's words. */
export function describeSignature({ inputs, outputs }: ModelSignature): YamlMapping {
  return {
    inputs: encodeColumns(inputs),
    outputs: outputs === undefined ? null : encodeColumns(outputs),
    params: null,
  };
}

function encodeColumns(columns: readonly ModelColumn[]): string {
  return JSON.stringify(columns.map(({ name, type, required = true }) => ({ type, name, required })));
}
