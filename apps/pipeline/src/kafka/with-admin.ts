import type { Admin, Kafka } from 'kafkajs';

/** Runs an action with a connection for administration, which is closed after it. */
export async function withAdmin<T>(kafka: Kafka, action: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await action(admin);
  } finally {
    // What went wrong with the action matters more than what does with saying goodbye.
    await admin.disconnect().catch(() => {});
  }
}
