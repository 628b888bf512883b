/** One record of a topic, as text. */
export interface KafkaMessage {
  /** Records of one key go to one partition, so they stay in order. */
  readonly key: string;
  readonly value: string;
  /** One header only, because kafkajs allocates a buffer for each. */
  readonly headers: {
    /** The same for every copy of a record, so that duplicates can be found without reading the value. */
    readonly id: string;
  };
}

/** Version of the messages; raised when a field changes its meaning, not when one is added. */
export const SCHEMA_VERSION = 1;

/** A message about one host. */
export function jsonMessage(host: string, id: string, value: string): KafkaMessage {
  return { key: host, value, headers: { id } };
}
