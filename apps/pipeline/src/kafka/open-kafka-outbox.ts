import { join } from 'node:path';
import type { Config, ConfigSecrets } from '@ad/config';
import type { Sink } from '@ad/exporters';
import { KafkaExporter, type KafkaExporterOptions } from '@ad/exporters/kafka';
import { type OutboxProblem, openOutbox } from '@ad/exporters/outbox';
import type { PrometheusExporter } from '@ad/exporters/prometheus';
import { say, type Terminal } from '../terminal/terminal.js';
import { formatCount } from '../text/format.js';
import { describeOutboxProblem } from './describe-problem.js';
import { KafkaTraffic } from './kafka-traffic.js';

const trafficMilliseconds = 1000;
/** What does not arrive while a command stops is safe on disk: that is not a reason to keep anybody waiting. */
const closing = { outbox: 1000, exporter: 250 };

/** Whose outbox it is: where its state is shown, and its trouble told. */
export interface KafkaOutboxContext {
  readonly terminal: Terminal;
  readonly config: Config;
  readonly secrets: ConfigSecrets;
  readonly prometheus: PrometheusExporter;
}

/** An outbox, or in one line why its folder cannot be used. */
export type OpenKafkaOutboxResult<Item> =
  | { readonly ok: true; readonly outbox: Sink<Item> }
  | { readonly ok: false; readonly message: string };

/**
 * Opens the outbox of a topic, in a folder of its own below the configured one, and begins to send what an earlier process has left
 * in it. Does not wait for a broker.
 */
export async function openKafkaOutbox<Item>(
  { terminal, config, secrets, prometheus }: KafkaOutboxContext,
  options: KafkaExporterOptions<Item> & { readonly topic: string },
): Promise<OpenKafkaOutboxResult<Item>> {
  const exporter = new KafkaExporter<Item>({ ...options, closeTimeoutMilliseconds: closing.exporter });
  const { topic } = options;
  const folder = join(config.kafka.outbox_folder, topic);
  const place = { folder, topic, brokers: config.services.kafka_bootstrap_servers };
  const tell = (problem: OutboxProblem): void => {
    const line = describeOutboxProblem(problem, place, secrets);
    if (line !== undefined) say(terminal, line);
  };
  const opened = await openOutbox<Item>({
    sink: exporter,
    folder,
    maxItems: config.kafka.outbox_limit,
    closeTimeoutMilliseconds: closing.outbox,
    onProblem: tell,
  });
  if (!opened.ok) {
    await exporter.close();
    return opened;
  }
  const { outbox } = opened;
  prometheus.watchOutbox(() => ({ size: outbox.size, oldestAgeSeconds: outbox.oldestAgeSeconds }));
  const traffic = new KafkaTraffic(prometheus, exporter);
  const timer = setInterval(() => traffic.update(), trafficMilliseconds);
  let isFull = false;
  return {
    ok: true,
    outbox: {
      async write(item) {
        const written = await outbox.write(item);
        if (written.ok) {
          // At the limit there is room for one, and then there is none: it has been full until half of it is empty.
          if (outbox.size < config.kafka.outbox_limit / 2) isFull = false;
          return written;
        }
        if (written.reason !== 'closed') prometheus.recordDropped('outbox_full');
        if (written.reason === 'full' && !isFull) {
          isFull = true;
          tell({ state: 'failing', part: 'storage', reason: 'full', error: written.error });
        }
        return written;
      },
      async close() {
        await outbox.close();
        clearInterval(timer);
        if (outbox.size > 0) {
          const left = formatCount(outbox.size, 'message');
          say(terminal, `${left} left in ${folder} for the next start`);
        }
      },
    },
  };
}
