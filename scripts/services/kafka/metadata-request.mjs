// The smallest question of the Kafka protocol that shows a broker at work: who are the brokers?

const METADATA = 3;
const VERSION = 1;

/** A Metadata v1 request about no topic, with its length in front. */
export function metadataRequest() {
  const request = Buffer.alloc(18);
  request.writeInt32BE(14, 0); // bytes that follow
  request.writeInt16BE(METADATA, 4);
  request.writeInt16BE(VERSION, 6);
  request.writeInt32BE(1, 8); // correlation id
  request.writeInt16BE(-1, 12); // no client id
  request.writeInt32BE(0, 14); // no topics
  return request;
}

/** How many brokers the response names; 0 for anything shorter than a response. */
export const brokersIn = (response) => (response.length < 12 ? 0 : response.readInt32BE(8));
