/** A message as it is in the topic. */
export interface RawMessage {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** When it was written, by the clock of the producer or the broker: milliseconds since 1970. */
  readonly timestamp: string;
  readonly headers?: MessageHeaders;
}

/** Headers of a message; a name that occurs several times has an array. */
export interface MessageHeaders {
  readonly [name: string]: Buffer | string | (Buffer | string)[] | undefined;
}
