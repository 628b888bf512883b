import * as z from 'zod';
import {
  httpUrlOrNull,
  httpUrlRule,
  isHttpUrl,
  listenHost,
  stringLike,
  topicName,
  whenValid,
  wholeNumberFrom,
} from './rules.js';

const serverPattern =
  /^(\[[\da-fA-F:.]+\]|[^\s,:/@[\]]+):\d{1,5}(,(\[[\da-fA-F:.]+\]|[^\s,:/@[\]]+):\d{1,5})*$/;
const serversRule = 'must be host:port, or several of them with commas and no spaces between, or null';

function portsInRange(servers: string): boolean {
  return servers.split(',').every((server) => {
    const port = Number(server.slice(server.lastIndexOf(':') + 1));
    return port >= 1 && port <= 65_535;
  });
}

const trackingRule = `must be ${httpUrlRule}, a file: URI, or a path to a folder`;

function isTrackingUri(text: string): boolean {
  if (/^https?:/i.test(text)) return isHttpUrl(text);
  // Two letters at least: `C:\mlruns` is a path.
  const scheme = /^[a-z][a-z\d+.-]+:/i.exec(text)?.[0];
  return scheme === undefined ? text.trim() !== '' : scheme === 'file:' && text.length > scheme.length;
}

export const servicesSchema = z
  .strictObject(
    {
      prometheus_port: wholeNumberFrom(0, 65_535)
        .default(8000)
        .describe('TCP port on which metrics and health are served; 0 takes any free port.'),
      http_host: listenHost()
        .default('0.0.0.0')
        .describe('Address on which metrics and health are served; 127.0.0.1 keeps them on this machine.'),
      kafka_bootstrap_servers: stringLike(serverPattern, serversRule)
        .refine(portsInRange, serversRule)
        .nullable()
        .default(null)
        .describe('Kafka brokers to connect to first; null leaves Kafka out.'),
      kafka_topic: topicName().default('anomaly-metrics').describe('Kafka topic that carries the verdicts.'),
      mlflow_tracking_uri: z
        .string(trackingRule)
        .refine(isTrackingUri, trackingRule)
        .default('file:./mlruns')
        .describe('MLflow server, or folder, that keeps runs and models.'),
      prometheus_url: httpUrlOrNull()
        .default(null)
        .describe('Address of Prometheus; null where there is none.'),
      grafana_url: httpUrlOrNull().default(null).describe('Address of Grafana; null where there is none.'),
      kafka_ui_url: httpUrlOrNull()
        .default(null)
        .describe('Address of the web interface to Kafka; null where there is none.'),
      alertmanager_url: httpUrlOrNull()
        .default(null)
        .describe('Address of Alertmanager; null where there is none.'),
      alertmanager_direct: z
        .boolean('must be true or false')
        .default(false)
        .describe(
          'Whether alerts are sent to Alertmanager directly; with the rules of Prometheus each would be told twice.',
        ),
    },
    'must be an object',
  )
  .refine((value) => !value.alertmanager_direct || value.alertmanager_url !== null, {
    path: ['alertmanager_direct'],
    params: { against: 'services.alertmanager_url' },
    error: 'must be false unless services.alertmanager_url is set',
    when: whenValid({ alertmanager_direct: z.boolean(), alertmanager_url: z.string().nullable() }),
  })
  .prefault({})
  .describe('The servers around the detector, and the one that it is itself.');
