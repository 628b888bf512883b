import type { Config, ConfigSecrets } from '@ad/config';
import type { Check } from './check.js';
import { httpCheck } from './http-check.js';
import { kafkaCheck } from './kafka-check.js';
import { mlflowCheck } from './mlflow-check.js';

/** Everything that a configuration relies on, in the order in which data flows. */
export function checksFor(config: Config, secrets: ConfigSecrets): readonly Check[] {
  const { services } = config;
  const { prometheus_port, http_host } = services;
  return [
    httpCheck({
      name: 'Metrics',
      url: `http://${reachable(http_host)}:${prometheus_port}`,
      key: 'services.prometheus_port',
      path: '/metrics',
      good: 'anomaly detection metrics are being exposed',
      judge: (body) =>
        body.includes('anomaly_detection_build_info') ? undefined : 'is not the page of this detector',
      advice: 'start the detector with `ad run`',
    }),
    httpCheck({
      name: 'Prometheus',
      url: services.prometheus_url,
      key: 'services.prometheus_url',
      path: '/-/ready',
      good: 'the server is ready',
      advice: 'start Prometheus, or set services.prometheus_url to null to do without it',
    }),
    httpCheck({
      name: 'Grafana',
      url: services.grafana_url,
      key: 'services.grafana_url',
      path: '/api/health',
      good: 'the server is healthy',
      judge: (body) => (body.includes('"database"') ? undefined : 'is not Grafana'),
      advice: 'start Grafana, or set services.grafana_url to null to do without it',
    }),
    httpCheck({
      name: 'Kafka UI',
      url: services.kafka_ui_url,
      key: 'services.kafka_ui_url',
      path: '/',
      good: 'the page is there',
      advice: 'start Kafka UI, or set services.kafka_ui_url to null to do without it',
    }),
    kafkaCheck(config, secrets),
    mlflowCheck(services.mlflow_tracking_uri),
  ];
}

/** An address that can be asked, of one that is listened on. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
