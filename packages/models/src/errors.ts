/** What went wrong, for programs. */
export type ModelErrorCode =
  /** An option is outside its rule; the message names option, rule and value. */
  | 'INVALID_OPTION'
  /** Rows, labels or feature names do not have the required shape or values. */
  | 'INVALID_DATA'
  /** The model has to be trained (or loaded) first. */
  | 'NOT_TRAINED'
  /** A saved model is damaged, of another format version, or of a kind that nobody registered. */
  | 'INVALID_MODEL'
  /** Training was aborted through its signal; the model is as it was before. */
  | 'ABORTED'
  /** The training worker failed; `cause` says why. */
  | 'TRAINING_FAILED'
  /** A worker of a parallel scorer failed, or the scorer is closed. */
  | 'SCORING_FAILED';

/** The one error class of this package. Thrown for misuse only; `code` says which. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
