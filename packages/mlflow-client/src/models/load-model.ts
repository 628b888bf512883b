import type { Backend } from '../backend.js';
import { MlflowError } from '../errors.js';
import type { CallOptions } from '../stores/calls.js';
import { readYaml } from '../yaml/read.js';
import type { YamlMapping, YamlValue } from '../yaml/write.js';
import { findModel, type ModelLocation } from './find-model.js';
import { mlmodelFile } from './mlmodel.js';
import { jsonFlavor } from './pack-model.js';

/** A model that was read back. */
export interface LoadedModel extends ModelLocation {
  /** What {@link packModel} was given. */
  readonly saved: unknown;
  /** What the `MLmodel` says, among it `flavors`, `signature`, `metadata`, `run_id`. */
  readonly description: YamlMapping;
}

/** Reads the JSON of a model that was logged with the flavor `ad_json`. */
export async function loadModel(backend: Backend, uri: string, options?: CallOptions): Promise<LoadedModel> {
  const location = await findModel(backend, uri, options);
  const read = async <Content>(path: string, parse: (text: string) => Content) => {
    const text = new TextDecoder().decode(await location.artifacts.read(path, options));
    try {
      return parse(text);
    } catch (cause) {
      throw new MlflowError('CORRUPT_FILE', `${path} of ${uri} cannot be read`, { cause });
    }
  };
  const description = await read(mlmodelFile, readYaml);
  const flavors = mappingOf(description.flavors);
  const { data } = mappingOf(flavors[jsonFlavor]);
  if (typeof data !== 'string') {
    const known = Object.keys(flavors).join(', ');
    throw new MlflowError(
      'RESOURCE_DOES_NOT_EXIST',
      `${uri} has no flavor ${jsonFlavor}, only: ${known || 'none'}`,
    );
  }
  return { ...location, saved: await read(data, (text): unknown => JSON.parse(text)), description };
}

function mappingOf(value: YamlValue | undefined): YamlMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as YamlMapping) : {};
}
