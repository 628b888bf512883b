/** Load on one resource of this machine. */
export interface Pressure {
  /** For people, e.g. `2 cores`. */
  readonly name: string;
  /** Takes the load off; safe to call twice. */
  release(): Promise<void>;
}

/** Load that could be put on, or the reason why not. */
export type PressureResult =
  | { readonly ok: true; readonly pressure: Pressure }
  | { readonly ok: false; readonly message: string };
