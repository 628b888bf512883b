import { randomBytes } from 'node:crypto';
import type { HostSource } from '@ad/collector';
import type { Sink } from '@ad/exporters';
import { type PublishedSample, sampleMessage } from '@ad/exporters/kafka';
import type { Command } from '@commander-js/extra-typings';
import { runDuration, toNumber } from '../command-line/arguments.js';
import { type LoadedConfiguration, withConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { untilStopped } from '../command-line/shutdown.js';
import { createKafka } from '../kafka/create-client.js';
import { openKafkaOutbox } from '../kafka/open-kafka-outbox.js';
import { warnOfTopics } from '../kafka/topics/wait-for-topics.js';
import { describeProblem, hostSamples } from '../run/host-samples.js';
import { type MetricsPage, serveMetrics } from '../sinks/metrics-page.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { formatCount, formatNumber, formatTime } from '../text/format.js';

/** Adds `ad collect`. */
export function addCollect(program: Command, terminal: Terminal): void {
  program
    .command('collect')
    .description('send samples of this machine to Kafka, for detectors elsewhere')
    .option('-c, --config <file>', 'JSON configuration file')
    .option('-d, --duration <seconds>', 'stop after this long', runDuration)
    .option('-p, --port <port>', 'port of the metrics page; 0 takes a free one')
    .option('-i, --interval <seconds>', 'seconds between samples')
    .option('--json', 'samples as JSON lines, also on a terminal')
    .option('-v, --verbose', 'say what the client of Kafka reports')
    .action(({ config, duration = null, port, interval, json = false, verbose = false }) => {
      const flags = {
        services: { prometheus_port: toNumber(port) },
        data_collection: { interval_seconds: toNumber(interval) },
      };
      return withConfiguration(terminal, config, flags, (loaded) =>
        untilStopped(terminal, duration, (signal) => collect(terminal, loaded, { json, verbose, signal })),
      );
    });
}

/** What `ad collect` is asked for beside its configuration. */
interface CollectOptions {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly signal: AbortSignal;
}

/**
 * Samples of this machine to a topic, for detectors elsewhere. A sample is on disk before its line is printed, and leaves
 * the disk when a broker has it.
 */
async function collect(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  { json, verbose, signal }: CollectOptions,
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
  const page = await serveMetrics(terminal, config, 'the first sample is not taken yet');
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
    const { url } = server;
    say(
      terminal,
      `Sending a sample every ${interval_seconds} s to ${samples_topic} · metrics on ${url}/metrics · Ctrl-C stops`,
    );
    void warnOfTopics(terminal, created.kafka, loaded);
    const source = hostSamples(config, interval_seconds, signal, (problem) =>
      say(terminal, describeProblem(problem)),
    );
    const sent = await send(terminal, source, outbox, readiness, json);
    say(terminal, `Stopped after ${formatCount(sent, 'sample')}.`);
    return exitCode.success;
  } finally {
    await outbox.close();
    await server.close();
  }
}

/** Stores each sample, then prints it; gives the number of samples that were taken. */
async function send(
  terminal: Terminal,
  source: HostSource,
  outbox: Sink<PublishedSample>,
  readiness: MetricsPage['readiness'],
  json: boolean,
): Promise<number> {
  const boot = randomBytes(6).toString('hex');
  const isReadable = !json && terminal.out.isTTY === true;
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
  return sequence;
}

function readable({ sample, sequence }: PublishedSample): string {
  const values = Object.entries(sample.values).map(([name, value]) => `${name} ${formatNumber(value)}`);
  return `${formatTime(sample.timestamp)}  ${values.join('  ')}  · sample ${sequence}\n`;
}
