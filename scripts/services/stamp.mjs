// A stamp says which version is completely installed; it is written last, so a crash leaves none.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Whether this stamp was written for this version. A stamp cut short by a full disk does not count. */
export const isStamped = (path, version) => existsSync(path) && readFileSync(path, 'utf8') === version;

/** Records that this version is completely installed. */
export const stamp = (path, version) => writeFileSync(path, version);
