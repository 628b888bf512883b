import { randomBytes } from 'node:crypto';
import { type PublishedSample, sampleMessage } from '@ad/exporters/kafka';
import type { LoadedConfiguration } from '../configuration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { formatCount, formatNumber, formatTime } from '../format.js';
import { createKafka } from '../kafka/create-client.js';
import { openKafkaOutbox } from '../kafka/open-kafka-outbox.js';
import { warnOfTopics } from '../kafka/topics/wait-for-topics.js';
import { serveMetrics } from '../metrics-page.js';
import { describeProblem, hostSamples } from '../run/host-samples.js';
import { say, type Terminal } from '../terminal.js';

/** What `ad collect` is asked for beside its configuration. */
export interface CollectCommand {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly version: string;
  readonly signal: AbortSignal;
}

/**
 * `ad collect`: samples of this machine to a topic, for detectors elsewhere. A sample is on disk before its line is printed, and leaves
 * the disk when a broker has it.
 */
export async function collectCommand(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  { json, verbose, version, signal }: CollectCommand,
): Promise<ExitCode> {
  const { config, secrets } = loaded;
  const { samples_topic } = config.kafka;
  const created = await createKafka(
    config,
    secrets,
    'ad-collect',
    verbose ? (line) => say(terminal, line) : undefined,
  );
  if (!created.ok) {
    say(terminal, `✗ ${created.message}`);
    return exitCode.usage;
  }
  const page = await serveMetrics(terminal, config, 'the first sample is not taken yet', { version });
  if (!page) return exitCode.failure;
  const { prometheus, server, readiness } = page;
  const opened = await openKafkaOutbox<PublishedSample>(
    { terminal, config, secrets, prometheus },
    { client: created.kafka, topic: samples_topic, format: sampleMessage },
  );
  if (!opened.ok) {
    say(terminal, `✗ ${opened.message}`);
    await server.close();
    return exitCode.failure;
  }
  const { outbox } = opened;
  try {
    const { interval_seconds } = config.data_collection;
    say(
      terminal,
      `Sending a sample every ${interval_seconds} s to ${samples_topic} · metrics on ${server.url}/metrics · Ctrl-C stops`,
    );
    void warnOfTopics(terminal, created.kafka, loaded);
    const boot = randomBytes(6).toString('hex');
    const isReadable = !json && terminal.out.isTTY === true;
    const source = hostSamples(config, interval_seconds, signal, (problem) =>
      say(terminal, describeProblem(problem)),
    );
    let sequence = 0;
    for await (const sample of source) {
      const published = { sample, boot, sequence: ++sequence };
      const written = await outbox.write(published);
      readiness.current = written.ok ? { ready: true } : { ready: false, reason: written.error.message };
      // What could not be stored is counted on the metrics page; the outbox has said why, once.
      if (!written.ok) continue;
      terminal.out.write(
        isReadable ? readable(published) : `${JSON.stringify({ ...sample, boot, sequence })}\n`,
      );
    }
    say(terminal, `Stopped after ${formatCount(sequence, 'sample')}.`);
    return exitCode.success;
  } finally {
    await outbox.close();
    await server.close();
  }
}

function readable({ sample, sequence }: PublishedSample): string {
  const values = Object.entries(sample.values).map(([name, value]) => `${name} ${formatNumber(value)}`);
  return `${formatTime(sample.timestamp)}  ${values.join('  ')}  · sample ${sequence}\n`;
}
