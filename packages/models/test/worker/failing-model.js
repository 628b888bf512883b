// Compiled, as the worker threads that load this file are.
import { BaseModel, registerModel } from '../../dist/index.js';

/** Scores every row 0, and fails on a batch that holds a 13. */
export class FailingModel extends BaseModel {
  static kind = 'failing';
  kind = FailingModel.kind;

  fit() {
    return {};
  }

  createScorer() {
    return {
      score({ data, rows }) {
        if (data.includes(13)) throw new Error('thirteen');
        return new Float64Array(rows);
      },
    };
  }
}

registerModel(FailingModel);
