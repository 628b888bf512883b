/** All messages of a topic, partition after partition in their order, as `{ partition, offset, key, value, headers }` with texts. */
export async function readTopic(kafka, topic) {
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map();
  for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
    if (Number(high) > Number(low)) ends.set(partition, Number(high));
  }
  await admin.disconnect();
  const messages = [];
  if (ends.size === 0) return messages;
  const consumer = kafka.consumer({ groupId: `${topic}-check-${Date.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise((resolve, reject) => {
    consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
    consumer
      .run({
        autoCommit: false,
        eachBatch: async ({ batch }) => {
          const { partition } = batch;
          for (const { offset, key, value, headers } of batch.messages) {
            messages.push({
              partition,
              offset: Number(offset),
              key: key?.toString(),
              value: value?.toString(),
              headers: Object.fromEntries(
                Object.entries(headers).map(([name, text]) => [name, String(text)]),
              ),
            });
          }
          if (Number(batch.lastOffset()) + 1 >= ends.get(partition)) ends.delete(partition);
          if (ends.size === 0) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return messages.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
}
