// Prometheus: scrapes the detector every second and sends its alerts to Alertmanager.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertmanager } from './alertmanager.mjs';
import { answers } from './network.mjs';
import { versionOf } from './process.mjs';
import { service } from './service.mjs';
import { shifted, state } from './state.mjs';
import { requireTools } from './tools.mjs';

const name = 'prometheus';
const port = shifted(9090);
const configuration = join(state(name), 'prometheus.yml');
const targets = join(state(name), 'targets.json');

export const prometheus = service({
  name,
  describe: 'Prometheus, scraping every second',
  version: () => versionOf('prometheus'),
  port,

  async install() {
    await requireTools('prometheus');
    mkdirSync(state(name), { recursive: true });
    writeFileSync(configuration, config);
    // A file of its own, because Prometheus watches it: other targets need no restart.
    writeFileSync(targets, JSON.stringify([{ targets: scraped() }]));
  },

  launch: () => ({
    command: 'prometheus',
    args: [
      `--config.file=${configuration}`,
      `--storage.tsdb.path=${join(state(name), 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
  }),

  ready: () => answers(`http://127.0.0.1:${port}/-/ready`),
});

const scraped = () => {
  const { SERVICES_SCRAPE_TARGETS = 'localhost:8000' } = process.env;
  return SERVICES_SCRAPE_TARGETS.split(',');
};

const config = `global:
  scrape_interval: 1s
  evaluation_interval: 1s
alerting:
  alertmanagers:
    - static_configs:
        - targets: ['127.0.0.1:${alertmanager.port}']
scrape_configs:
  - job_name: anomaly-detection
    file_sd_configs:
      - files: [${JSON.stringify(targets)}]
  - job_name: prometheus
    static_configs:
      - targets: ['127.0.0.1:${port}']
`;
