import { CollectorError } from '@ad/collector';
import { type Command, Option } from '@commander-js/extra-typings';
import { type SampleQuery, selectSamples } from '../backtest/select-samples.js';
import { durationArgument, toList } from '../command-line/arguments.js';
import { type LoadedConfiguration, withConfiguration } from '../command-line/configuration.js';
import { type ExitCode, exitCode } from '../command-line/exit-code.js';
import { untilStopped } from '../command-line/shutdown.js';
import { writeModelFile } from '../detectors/model-file.js';
import { hostsOf } from '../detectors/samples.js';
import { listKinds } from '../detectors/versioned-models.js';
import { modelName } from '../registry/model-name.js';
import { openMlflow } from '../registry/open-mlflow.js';
import { say, type Terminal } from '../terminal/terminal.js';
import { describeError } from '../text/describe-error.js';
import { formatCount, formatNumber } from '../text/format.js';
import { writeTraining } from '../tracking/mlflow-sink.js';
import { trainingRecord } from '../tracking/training-record.js';
import { latestByHost } from '../training/latest-by-host.js';
import { type Training, trainDetector } from '../training/train-detector.js';

/** Adds `ad train`. */
export function addTrain(program: Command, terminal: Terminal): void {
  program
    .command('train')
    .description('train the models on recorded samples, and register them in MLflow')
    .argument('[file...]', 'CSV or JSON lines, plain or gzipped (default: the recorded history)')
    .option('-c, --config <file>', 'JSON configuration file')
    .option(
      '-m, --models <kinds>',
      'isolation_forest,random_forest,lstm or some of them; none for the forecast alone',
    )
    .option('--name <name>', 'name of the model in the registry (default: ad- and the host)')
    .addOption(
      new Option(
        '--alias <alias>',
        'what it becomes (default: challenger where there is a champion)',
      ).choices(['champion', 'challenger'] as const),
    )
    .option(
      '-o, --out <file>',
      'write the models to a file in place of the registry, for ad detect --model-file',
    )
    .option('--history <folder>', 'recorded history to train on where no file is given')
    .option('--prometheus <url>', 'ask Prometheus instead, for the last 7 days')
    .option('--last <time>', 'only the end of it, e.g. 7d', durationArgument)
    .option('--json', 'what was trained as JSON')
    .action((files, { config, out, models, name, alias, history, prometheus, last, json = false }) => {
      const flags = { detection: { models: toList(models) }, lifecycle: { model_name: name } };
      const query = { files, history, lastSeconds: last, prometheus };
      return withConfiguration(terminal, config, flags, (loaded) =>
        untilStopped(terminal, null, (signal) =>
          train(terminal, loaded, { query, out, alias, json, signal }),
        ),
      );
    });
}

/** What `ad train` is asked for beside its configuration. */
interface TrainOptions {
  readonly query: SampleQuery;
  /** A file that the models go to in place of the registry. */
  readonly out: string | undefined;
  /** What the version becomes; without it a challenger where there is a champion. */
  readonly alias: 'champion' | 'challenger' | undefined;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

const fewestSamples = 30;

/** Trains the configured models on samples of one host or many, and registers them, or writes them to a file. */
async function train(
  terminal: Terminal,
  loaded: LoadedConfiguration,
  options: TrainOptions,
): Promise<ExitCode> {
  const { config } = loaded;
  const { query, out, alias, json, signal } = options;
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
    const hosts = hostsOf(samples);
    const [count, of] = [formatCount(samples.length, 'sample'), formatCount(hosts.length, 'host')];
    say(terminal, `Training ${kinds} on ${count} of ${of}`);
    const training = await trainDetector(config, samples, signal);
    const outcome =
      out === undefined
        ? await register(terminal, loaded, training, hosts, alias)
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
  alias: TrainOptions['alias'],
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
    const context = { config, modelName: name };
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
