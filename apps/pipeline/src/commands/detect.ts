import { ConsoleExporter } from '@ad/exporters/console';
import type { LoadedConfiguration } from '../configuration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { createKafka } from '../kafka/create-client.js';
import { describeKafkaError } from '../kafka/describe-kafka-error.js';
import { waitForTopics } from '../kafka/topics/wait-for-topics.js';
import { serveMetrics } from '../metrics-page.js';
import { openAlertmanager } from '../run/open-alertmanager.js';
import { againUntilStopped } from '../stream/again-until-stopped.js';
import { DetectReport } from '../stream/detect-report.js';
import { runSession } from '../stream/run-session.js';
import { sharedModels } from '../stream/shared-models.js';
import { say, type Terminal } from '../terminal.js';

/** What `ad detect` is asked for beside its configuration. */
export interface DetectCommand {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly version: string;
  readonly signal: AbortSignal;
}

/** Of more hosts than these the metrics page shows none; the totals and the topic have all. */
const mostHostsShown = 256;

/** `ad detect`: one of any number of detectors that share the hosts of a topic among them. */
export async function detectCommand(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  { json, verbose, version, signal }: DetectCommand,
): Promise<ExitCode> {
  const { config, secrets } = loaded;
  const onLog = verbose ? (line: string) => say(terminal, line) : undefined;
  const created = await createKafka(config, secrets, 'ad-detect', onLog);
  if (!created.ok) {
    say(terminal, `✗ ${created.message}`);
    return exitCode.usage;
  }
  const shared = await sharedModels(terminal, loaded, signal);
  if (!shared) return exitCode.failure;
  const page = await serveMetrics(terminal, config, 'waiting for Kafka', {
    version,
    perHost: { maxHosts: mostHostsShown },
  });
  if (!page) return exitCode.failure;
  const { prometheus, server, readiness } = page;
  try {
    const { consumer_group, samples_topic } = config.kafka;
    say(
      terminal,
      `Detecting as ${consumer_group} on ${samples_topic} · metrics on ${server.url}/metrics · Ctrl-C stops`,
    );
    if (!(await waitForTopics(terminal, created.kafka, loaded, signal))) {
      return signal.aborted ? exitCode.success : exitCode.failure;
    }
    const format = json || !terminal.out.isTTY ? 'json' : 'line';
    const output = new ConsoleExporter({
      stream: terminal.out,
      format,
      color: terminal.color,
      showHost: true,
    });
    const alertmanager = openAlertmanager(terminal, config);
    const report = new DetectReport({
      terminal,
      topic: samples_topic,
      prometheus,
      output,
      alertmanager,
      verbose,
    });
    await againUntilStopped(
      async () => {
        readiness.current = { ready: true };
        await runSession({ terminal, loaded, kafka: created.kafka, shared, report, prometheus }, signal);
      },
      signal,
      (error, pause) => {
        const why = describeKafkaError(error, secrets);
        readiness.current = { ready: false, reason: why };
        say(terminal, `! ${why}; it goes on from what was saved in ${pause / 1000} s`);
      },
    );
    await Promise.all([output.close(), alertmanager?.close()]);
    say(terminal, `Stopped. ${report.total}`);
    return exitCode.success;
  } finally {
    await server.close();
  }
}
