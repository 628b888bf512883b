import type { BaseModel } from '../model/base-model.js';

/** Makes a fresh, untrained model; every call with the same options and seed. */
export type ModelFactory = () => BaseModel;

/** One promise that every model keeps. */
export interface ModelCheck {
  /** The promise, as a sentence. */
  readonly name: string;
  /** Rejects with an Error when the factory's models break it. */
  run(createModel: ModelFactory): Promise<void>;
}
