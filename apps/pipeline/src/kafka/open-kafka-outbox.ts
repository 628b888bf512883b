import { join } from 'node:path';
import type { Config, ConfigSecrets } from '@ad/config';
import type { Sink } from '@ad/exporters';
import { KafkaExporter, type KafkaExporterOptions } from '@ad/exporters/kafka';
import { openOutbox } from '@ad/exporters/outbox';
import type { PrometheusExporter } from '@ad/exporters/prometheus';
import { formatCount } from '../format.js';
import { say, type Terminal } from '../terminal.js';
import { describeOutboxProblem } from './describe-problem.js';
import { KafkaTraffic } from './traffic.js';

const trafficMilliseconds = 1000;

/** Whose outbox it is: where its state is shown, and its trouble told. */
export interface KafkaOutboxContext {
  readonly terminal: Terminal;
  readonly config: Config;
  readonly secrets: ConfigSecrets;
  readonly prometheus: PrometheusExporter;
}

/**
 * Opens the outbox of a topic, in a folder of its own below the configured one. Does not wait for a broker. Nothing, after a line that
 * says why, where the folder cannot be used.
 */
export async function openKafkaOutbox<Item>(
  { terminal, config, secrets, prometheus }: KafkaOutboxContext,
  options: KafkaExporterOptions<Item> & { readonly topic: string },
): Promise<Sink<Item> | undefined> {
  const exporter = new KafkaExporter<Item>(options);
  const folder = join(config.kafka.outbox_folder, options.topic);
  const opened = await openOutbox<Item>({
    sink: exporter,
    folder,
    maxItems: config.kafka.outbox_limit,
    onProblem: (problem) => say(terminal, describeOutboxProblem(problem, folder, secrets)),
  });
  if (!opened.ok) {
    say(terminal, `✗ ${opened.message}`);
    await exporter.close();
    return undefined;
  }
  const { outbox } = opened;
  prometheus.watchOutbox(() => ({ size: outbox.size, oldestAgeSeconds: outbox.oldestAgeSeconds }));
  const traffic = new KafkaTraffic(prometheus, exporter);
  const timer = setInterval(() => traffic.update(), trafficMilliseconds);
  return {
    async write(item) {
      const written = await outbox.write(item);
      if (!written.ok && written.reason !== 'closed') prometheus.recordDropped('outbox_full');
      return written;
    },
    async close() {
      await outbox.close();
      clearInterval(timer);
      if (outbox.size > 0)
        say(terminal, `${formatCount(outbox.size, 'message')} wait in ${folder} for the next start`);
    },
  };
}
