import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { TextByKey } from '../../stores/calls.js';
import type { YamlMapping } from '../../yaml/write.js';
import { hasCode } from '../disk/files.js';
import { writeMeta } from '../disk/meta.js';
import { writeTags } from '../tags.js';
import { versionFolders } from './registry-folders.js';

/**
 * Makes the next version, whole: in a folder that nobody looks for, which then gets its name. A version without its `meta.yaml`,
 * as a killed process might leave one, would keep MLflow from reading any. Of several who ask at once each gets a number of its own.
 */
export async function placeVersion(model: string, tags: TextByKey, meta: YamlMapping): Promise<number> {
  const taken = (await versionFolders(model)).map((folder) =>
    Number(basename(folder).slice('version-'.length)),
  );
  const temporary = join(model, `.${randomUUID()}.tmp`);
  try {
    await mkdir(temporary);
    await writeTags(temporary, tags);
    for (let version = Math.max(0, ...taken) + 1; ; version += 1) {
      await writeMeta(temporary, { ...meta, version });
      try {
        await rename(temporary, join(model, `version-${version}`));
        return version;
      } catch (error) {
        if (!hasCode(error, 'EEXIST', 'ENOTEMPTY')) throw error;
      }
    }
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}
