import { CollectorError } from '@ad/collector';
import type { Config } from '@ad/config';
import type { Sample } from '@ad/models';
import { type SampleQuery, selectSamples } from '../backtest/select-samples.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { formatCount } from '../format.js';
import { writeModelFile } from '../models/model-file.js';
import { readableFeatures, train } from '../run/train.js';
import { say, type Terminal } from '../terminal.js';

/** What `ad train` is asked for beside its configuration. */
export interface TrainCommand {
  readonly query: SampleQuery;
  /** Where the models go. */
  readonly out: string;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** More samples than these do not make better models, only a longer wait. */
const mostSamples = 20_000;
const fewestSamples = 30;

/** Trains the configured models on samples of one host or many, and writes them to a file. */
export async function trainCommand(
  terminal: Terminal,
  config: Config,
  { query, out, json, signal }: TrainCommand,
): Promise<ExitCode> {
  const kinds = config.detection.models;
  try {
    const source = await selectSamples(terminal, config, query, signal);
    const samples = await latestByHost(source.read());
    if (signal.aborted) return exitCode.failure;
    if (samples.length < fewestSamples) {
      say(
        terminal,
        `✗ ${source.name} holds ${formatCount(samples.length, 'sample')}; ${fewestSamples} are the least to train on`,
      );
      return exitCode.failure;
    }
    const hosts = new Set(samples.map(({ host }) => host)).size;
    say(
      terminal,
      `Training ${kinds.join(', ')} on ${formatCount(samples.length, 'sample')} of ${formatCount(hosts, 'host')}`,
    );
    const { models, trainingSeconds } = await train(kinds, samples, config, signal);
    const version = await writeModelFile(out, models);
    say(
      terminal,
      `✓ ${out} holds version ${version} (${trainingSeconds.toFixed(1)} s); use it with \`ad detect --model-file ${out}\``,
    );
    if (json) {
      const report = {
        file: out,
        version,
        models: kinds,
        features: readableFeatures(samples),
        samples: samples.length,
        hosts,
        trainingSeconds,
      };
      terminal.out.write(`${JSON.stringify(report)}\n`);
    }
    return exitCode.success;
  } catch (error) {
    if (signal.aborted) say(terminal, 'Stopped; nothing was written.');
    else if (error instanceof CollectorError) say(terminal, `✗ ${error.message}`);
    else throw error;
    return exitCode.failure;
  }
}

/** The latest samples of each host, host after host: a model of sequences must not see them mixed. */
async function latestByHost(source: AsyncIterable<Sample>): Promise<Sample[]> {
  const byHost = new Map<string, Sample[]>();
  for await (const sample of source) {
    const samples = byHost.get(sample.host) ?? [];
    byHost.set(sample.host, samples);
    samples.push(sample);
    if (samples.length >= 2 * mostSamples) samples.splice(0, mostSamples);
  }
  const each = Math.ceil(mostSamples / Math.max(1, byHost.size));
  return [...byHost.values()].flatMap((samples) => samples.slice(-each));
}
