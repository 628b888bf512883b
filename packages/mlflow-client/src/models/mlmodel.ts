import type { YamlMapping } from '../yaml/write.js';
import { exampleInfo, type InputExample } from './input-example.js';
import { describeSignature, type ModelSignature } from './signature.js';

/** The version of MLflow whose files these are like. */
const mlflowVersion = '3.17.2';

/** Name of the file that makes a folder a model to MLflow. */
export const mlmodelFile = 'MLmodel';

/** What an `MLmodel` says about the files beside it. */
export interface ModelDescription {
  readonly flavors: Readonly<Record<string, YamlMapping>>;
  readonly signature?: ModelSignature;
  readonly inputExample?: InputExample;
  readonly metadata?: YamlMapping;
}

/** Where and when a model is kept. */
export interface ModelIdentity {
  /** URI of the files, or their path below the artifacts of the run. */
  readonly artifactPath: string;
  /** Undefined where there are no logged models. */
  readonly modelId: string | undefined;
  readonly uuid: string;
  readonly runId: string;
  readonly sizeBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The content of an `MLmodel`. */
export function describeModel(
  { flavors, signature, inputExample, metadata }: ModelDescription,
  { artifactPath, modelId, uuid, runId, sizeBytes, now }: ModelIdentity,
): YamlMapping {
  return {
    artifact_path: artifactPath,
    flavors,
    mlflow_version: mlflowVersion,
    ...(modelId === undefined ? {} : { model_id: modelId }),
    model_size_bytes: sizeBytes,
    model_uuid: uuid,
    run_id: runId,
    utc_time_created: pythonTime(now),
    ...(metadata ? { metadata } : {}),
    ...(signature ? { signature: describeSignature(signature) } : {}),
    ...(inputExample ? { saved_input_example_info: exampleInfo } : {}),
  };
}

/** What MLflow 2 records of a model in a tag of its run. */
export function recordOf(model: YamlMapping): YamlMapping {
  const { run_id = null, utc_time_created = null, artifact_path = null, model_uuid = null } = model;
  return { run_id, utc_time_created, artifact_path, model_uuid, flavors: model.flavors ?? {} };
}

/** As Python's `str(datetime)`. */
function pythonTime(now: number): string {
  return `${new Date(now).toISOString().replace('T', ' ').replace('Z', '')}000`;
}
