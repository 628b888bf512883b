import { ExporterError, type Sink, type WriteResult } from '@ad/exporters';
import {
  type MlflowClient,
  MlflowError,
  type MlflowErrorCode,
  type ModelVersion,
  type Run,
} from '@ad/mlflow-client';
import { findVersion, promote, trainingTag } from '../registry/versions.js';
import { describeError } from '../text/describe-error.js';
import type { PromotionRecord, RemarkRecord, TrackingRecord, TrainingRecord } from './records.js';

/** What a server, a network or an operator can put right; all else would fail again. */
const passing: ReadonlySet<MlflowErrorCode> = new Set<MlflowErrorCode>([
  'UNREACHABLE',
  'TIMEOUT',
  'UNEXPECTED_RESPONSE',
  'INTERNAL_ERROR',
  'TEMPORARILY_UNAVAILABLE',
  'REQUEST_LIMIT_EXCEEDED',
  'RESOURCE_CONFLICT',
  'PERMISSION_DENIED',
  'UNAUTHENTICATED',
]);

/** Options of {@link MlflowSink}. */
export interface MlflowSinkOptions {
  readonly client: MlflowClient;
  /** Told of a training that has become a version. */
  readonly onVersion: (trainingId: string, version: string) => void;
  /** Told of what MLflow refuses for good, which is lost to it. */
  readonly onRefused: (record: TrackingRecord, error: unknown) => void;
}

/**
 * Writes trainings, promotions and remarks to MLflow. What was written in part before is found again, so that a record may be
 * delivered more than once.
 */
export class MlflowSink implements Sink<TrackingRecord> {
  readonly #options: MlflowSinkOptions;
  #dropped = 0;

  constructor(options: MlflowSinkOptions) {
    this.#options = options;
  }

  async write(record: TrackingRecord): Promise<WriteResult> {
    const { client, onVersion, onRefused } = this.#options;
    try {
      if (record.kind === 'training') {
        const version = await writeTraining(client, record);
        if (version !== undefined) onVersion(record.trainingId, version);
      } else if (record.kind === 'promotion') await writePromotion(client, record);
      else await writeRemark(client, record);
      return { ok: true };
    } catch (error) {
      if (error instanceof MlflowError && !passing.has(error.code)) {
        // Held, it would hold up everything behind it.
        onRefused(record, error);
        return { ok: true };
      }
      this.#dropped += 1;
      const failure = new ExporterError('UNREACHABLE', describeError(error), { cause: error });
      return { ok: false, reason: 'unreachable', error: failure, dropped: this.#dropped };
    }
  }

  async close(): Promise<void> {}
}

/** Writes a training, and gives the number of its version where it has one. @throws MlflowError */
export async function writeTraining(
  client: MlflowClient,
  record: TrainingRecord,
): Promise<string | undefined> {
  const { trainingId, modelName, params, metrics, tags, datasets, artifacts, detector, alias, endedAt } =
    record;
  const run = await findRun(client, record);
  await client.runs.logBatch(run.runId, { params, metrics, tags });
  if (datasets.length > 0) await client.runs.logDatasets(run.runId, datasets);
  const files = client.artifactsAt(run.artifactUri);
  for (const [path, content] of Object.entries(artifacts)) await files.write(path, content);
  const version =
    detector &&
    ((await findVersion(client, modelName, trainingId)) ?? (await register(client, run, record, detector)));
  if (version && alias === 'champion') await promote(client, version, { keepsFormer: true });
  else if (version && alias) await client.registry.setAlias(modelName, alias, version.version);
  await client.runs.update(run.runId, { status: detector ? 'FINISHED' : 'FAILED', endTime: endedAt });
  return version?.version;
}

async function findRun(
  client: MlflowClient,
  { experiment, trainingId, runName, startedAt }: TrainingRecord,
): Promise<Run> {
  const experimentId = await client.ensureExperiment(experiment);
  const filter = `tags."${trainingTag}" = '${trainingId}'`;
  for await (const run of client.runs.search({ experimentIds: [experimentId], filter, pageSize: 1 }))
    return run;
  const tags = { [trainingTag]: trainingId };
  return client.runs.create({ experimentId, runName, startTime: startedAt, tags });
}

async function register(
  client: MlflowClient,
  run: Run,
  { trainingId, modelName, tags }: TrainingRecord,
  detector: NonNullable<TrainingRecord['detector']>,
): Promise<ModelVersion | undefined> {
  const { version } = await client.logModel(run.runId, {
    name: 'detector',
    ...detector,
    tags: { ...tags, [trainingTag]: trainingId },
    registeredModelName: modelName,
  });
  return version;
}

async function writePromotion(client: MlflowClient, record: PromotionRecord): Promise<void> {
  const { modelName, trainingId, formerTrainingId, reason, isRollback } = record;
  const version = await findVersion(client, modelName, trainingId);
  if (!version) throw new MlflowError('RESOURCE_DOES_NOT_EXIST', 'the version to promote is not there');
  await promote(client, version, { keepsFormer: !isRollback });
  await client.registry.setVersionTag(modelName, version.version, 'ad.promoted', reason);
  const former = isRollback ? await findVersion(client, modelName, formerTrainingId) : undefined;
  if (former) await client.registry.setVersionTag(modelName, former.version, 'ad.rolled_back', reason);
}

async function writeRemark(
  client: MlflowClient,
  { modelName, trainingId, tags, metrics, isDismissed }: RemarkRecord,
): Promise<void> {
  const version = await findVersion(client, modelName, trainingId);
  if (!version) throw new MlflowError('RESOURCE_DOES_NOT_EXIST', 'the version to remark on is not there');
  for (const [key, value] of Object.entries(tags)) {
    await client.registry.setVersionTag(modelName, version.version, key, value);
  }
  if (isDismissed) {
    const challenger = await client.registry.findByAlias(modelName, 'challenger');
    if (challenger?.version === version.version) await client.registry.deleteAlias(modelName, 'challenger');
  }
  if (version.runId !== '' && metrics.length > 0) await client.runs.logBatch(version.runId, { metrics });
}
