/** A message as it lies in the topic. */
export interface RawMessage {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** When the producer, or the broker, says it was written: milliseconds since 1970. */
  readonly timestamp: string;
  readonly headers?: MessageHeaders;
}

/** Headers of a message; a name that occurs several times has a list. */
export interface MessageHeaders {
  readonly [name: string]: Buffer | string | (Buffer | string)[] | undefined;
}
