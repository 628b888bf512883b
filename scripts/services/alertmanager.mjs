// Alertmanager: keeps alerts and answers for them; it notifies nobody.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answers } from './network.mjs';
import { versionOf, which } from './process.mjs';
import { service } from './service.mjs';
import { shifted, state } from './state.mjs';
import { requireTools } from './tools.mjs';

const name = 'alertmanager';
const port = shifted(9093);
const configuration = join(state(name), 'alertmanager.yml');

/** Debian prefixes the command's name. */
const command = () => (which('prometheus-alertmanager') ? 'prometheus-alertmanager' : 'alertmanager');

export const alertmanager = service({
  name,
  describe: 'Alertmanager, notifying nobody',
  version: () => versionOf(command()),
  port,

  async install() {
    await requireTools('alertmanager');
    mkdirSync(state(name), { recursive: true });
    writeFileSync(configuration, 'route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n');
  },

  launch: () => ({
    command: command(),
    args: [
      `--config.file=${configuration}`,
      `--storage.path=${join(state(name), 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
  }),

  ready: () => answers(`http://127.0.0.1:${port}/-/ready`),
});
