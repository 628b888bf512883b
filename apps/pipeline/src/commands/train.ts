import { CollectorError } from '@ad/collector';
import type { Sample } from '@ad/models';
import { type SampleQuery, selectSamples } from '../backtest/select-samples.js';
import type { LoadedConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { writeModelFile } from '../detectors/model-file.js';
import { listKinds } from '../detectors/versioned-models.js';
import { modelName } from '../registry/model-name.js';
import { openMlflow } from '../registry/open-mlflow.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { describeError } from '../text/describe-error.js';
import { formatCount, formatNumber } from '../text/format.js';
import { writeTraining } from '../tracking/mlflow-sink.js';
import { trainingRecord } from '../tracking/training-record.js';
import type { Training } from '../training/train-detector.js';
import { trainDetector } from '../training/train-detector.js';

/** What `ad train` is asked for beside its configuration. */
export interface TrainCommand {
  readonly query: SampleQuery;
  /** A file that the models go to in place of the registry. */
  readonly out: string | undefined;
  /** What the version becomes; without it a challenger where there is a champion. */
  readonly alias: 'champion' | 'challenger' | undefined;
  readonly libraryVersion: string;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** More samples than these do not make better models, only a longer wait. */
const mostSamples = 20_000;
const fewestSamples = 30;

/** Trains the configured models on samples of one host or many, and registers them, or writes them to a file. */
export async function trainCommand(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  command: TrainCommand,
): Promise<ExitCode> {
  const { config } = loaded;
  const { query, out, json, signal } = command;
  const kinds = listKinds(config.detection.models);
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
    const hosts = [...new Set(samples.map(({ host }) => host))];
    const [count, of] = [formatCount(samples.length, 'sample'), formatCount(hosts.length, 'host')];
    say(terminal, `Training ${kinds} on ${count} of ${of}`);
    const training = await trainDetector(config, samples, signal);
    const outcome =
      out === undefined
        ? await register(terminal, loaded, training, hosts, command)
        : await writeFile(terminal, training, out);
    if (json && outcome) {
      const report = {
        ...outcome,
        models: config.detection.models,
        features: training.saved.featureNames,
        samples: samples.length,
        hosts: hosts.length,
        trainingSeconds: training.seconds,
      };
      terminal.out.write(`${JSON.stringify(report)}\n`);
    }
    return outcome ? exitCode.success : exitCode.failure;
  } catch (error) {
    if (signal.aborted) say(terminal, 'Stopped; nothing was written.');
    else if (error instanceof CollectorError) say(terminal, `✗ ${error.message}`);
    else throw error;
    return exitCode.failure;
  }
}

async function writeFile(terminal: Terminal, { saved, seconds }: Training, out: string) {
  const version = await writeModelFile(out, saved.models);
  say(
    terminal,
    `✓ ${out} holds version ${version} (${seconds.toFixed(1)} s); use it with \`ad detect --model-file ${out}\``,
  );
  return { file: out, version };
}

/** Makes the models a version of the registry; says why where that fails, and returns nothing. */
async function register(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  training: Training,
  hosts: readonly string[],
  { alias, libraryVersion }: TrainCommand,
) {
  const { config } = loaded;
  if (hosts.length > 1 && config.lifecycle.model_name === null) {
    say(terminal, `✗ a model of ${hosts.length} hosts needs a name: --name, or lifecycle.model_name`);
    return undefined;
  }
  const name = modelName(config, hosts[0]);
  const uri = config.services.mlflow_tracking_uri;
  const client = openMlflow(loaded);
  try {
    const champion = await client.registry.findByAlias(name, 'champion');
    const as = alias ?? (champion ? 'challenger' : 'champion');
    const context = { config, modelName: name, libraryVersion };
    const version = await writeTraining(client, trainingRecord(training, context, as));
    const { evaluation, seconds } = training;
    const found = evaluation ? `, AUC-PR ${formatNumber(evaluation.aucPr)} on faults put into it` : '';
    say(terminal, `✓ version ${version} of ${name} is ${as} (${seconds.toFixed(1)} s${found}) · ${uri}`);
    return { model: name, version, alias: as };
  } catch (error) {
    say(terminal, `✗ MLflow at ${uri} does not take it: ${describeError(error)}`);
    return undefined;
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
