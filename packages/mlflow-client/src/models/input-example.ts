import type { YamlMapping } from '../yaml/write.js';

/** A few rows as a model takes them, which MLflow shows. A missing value is `NaN` or null. */
export interface InputExample {
  readonly columns: readonly string[];
  readonly data: readonly (readonly (number | string | boolean | null)[])[];
}

const fileName = 'input_example.json';
const servingFileName = 'serving_input_example.json';

/** Where an `MLmodel` says the example is. */
export const exampleInfo: YamlMapping = {
  artifact_path: fileName,
  pandas_orient: 'split',
  serving_input_path: servingFileName,
  type: 'dataframe',
};

/** The files of an example: the table, and the body of a request that scores it. JSON knows no `NaN`; MLflow reads null as one. */
export function exampleFiles({ columns, data }: InputExample): Readonly<Record<string, string>> {
  return {
    [fileName]: JSON.stringify({ columns, data }),
    [servingFileName]: JSON.stringify({ dataframe_split: { columns, data } }, undefined, 2),
  };
}
