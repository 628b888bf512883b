// Where services keep their files, and how two sets of them can live side by side.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The one folder that holds everything. */
export const home = fileURLToPath(new URL('../../.services', import.meta.url));
mkdirSync(home, { recursive: true });

const { SERVICES_PORT_OFFSET = '0' } = process.env;
const offset = Number(SERVICES_PORT_OFFSET);
if (!Number.isInteger(offset) || offset < 0 || offset > 30_000) {
  process.stderr.write(
    `SERVICES_PORT_OFFSET must be a whole number from 0 to 30000, got "${SERVICES_PORT_OFFSET}"\n`,
  );
  process.exit(2);
}

/** A service's port, shifted by SERVICES_PORT_OFFSET. */
export const shifted = (port) => port + offset;

/** What a service is installed into; shared by all offsets. */
export const installation = (name) => join(home, name);

/** Data, configuration, log and pid file of a service; one per offset. */
export const state = (name) => join(home, name, offset === 0 ? 'state' : `state-${offset}`);
