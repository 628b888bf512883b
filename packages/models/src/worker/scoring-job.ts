import type { SavedModel } from '../model/saved-model.js';

/** What a scoring worker is started with. */
export interface ScoringWorkerData {
  readonly model: SavedModel;
  /** Registers the kind of model, when it is not built in. */
  readonly module: string | undefined;
}

/** One batch, shared by all workers: each takes the next chunk until none is left. */
export interface ScoringJob {
  readonly rows: number;
  readonly columns: number;
  readonly data: SharedArrayBuffer;
  /** Where the rows begin in `data`, in bytes. */
  readonly offset: number;
  readonly scores: SharedArrayBuffer;
  /** Int32: the next chunk to take, and how many rows may be read. */
  readonly progress: SharedArrayBuffer;
}

/** Rows of one chunk: few enough that threads end together, many enough that taking one costs nothing. */
export const chunkRows = 8192;

export const nextChunk = 0;
export const readyRows = 1;
