import type { ConfigKey } from '../../src/index.js';

interface Values {
  readonly accepted: readonly unknown[];
  readonly refused: readonly unknown[];
  /** Keys of the same section without which the values are not accepted. */
  readonly beside?: object;
}

/** For every key, values that it takes and values that it does not. */
export const valuesOf: Readonly<Record<ConfigKey, Values>> = {
  'models.isolation_forest.contamination': { accepted: [0.001, 0.5], refused: [0, 0.51, -0.1, '0.1', null] },
  'models.isolation_forest.n_estimators': { accepted: [1, 10_000], refused: [0, 10_001, 1.5, '50', null] },
  'models.isolation_forest.max_samples': { accepted: [2, 4096], refused: [1, 4097, 2.5, 'auto'] },
  'models.isolation_forest.seed': { accepted: [0, 4_294_967_295], refused: [-1, 4_294_967_296, 0.5, null] },
  'models.random_forest.n_estimators': { accepted: [1, 10_000], refused: [0, 10_001, 1.5, [100]] },
  'models.random_forest.contamination': { accepted: [0.001, 0.5], refused: [0, 0.51, true] },
  'models.lstm.sequence_length': { accepted: [1, 1000], refused: [0, 1001, 9.5] },
  'models.lstm.epochs': { accepted: [1, 10_000], refused: [0, 10_001, 0.5] },
  'models.lstm.batch_size': { accepted: [1, 4096], refused: [0, 4097, 31.5] },
  'data_collection.interval_seconds': { accepted: [0.1, 15, 3600], refused: [0, 0.09, 3601, 'fast', null] },
  'data_collection.baseline_duration_seconds': { accepted: [10, 86_400], refused: [9, 86_401, '30'] },
  'data_collection.baseline_interval_seconds': { accepted: [0.1, 3], refused: [0, 3601, null] },
  'data_collection.collection_duration_minutes': {
    accepted: [0.5, 30, 35_000, null],
    refused: [0, -1, 35_001, '30'],
  },
  'data_collection.host': { accepted: ['web-1', 'db.example.com', null], refused: ['', 'web 1', 5] },
  'data_collection.features': {
    accepted: [['cpu'], ['cpu', 'memory', 'disk', 'load', 'swap', 'disk_io', 'network']],
    refused: [[], ['cpu', 'cpu'], ['cpux'], 'cpu', null],
  },
  'data_collection.disk_mounts': {
    accepted: [['/'], ['/', '/var/lib'], ['C:\\'], ['D:/data']],
    refused: [[], ['/', '/'], ['var'], [''], '/', [1]],
  },
  'data_collection.history_folder': {
    accepted: [null, './history', '/var/lib/ad', 'C:\\ad'],
    refused: ['', ' ', 1, false],
  },
  'data_collection.history_days': { accepted: [1, 14, 3650], refused: [0, 3651, 1.5, '14', null] },
  'detection.models': {
    accepted: [[], ['lstm'], ['random_forest', 'isolation_forest']],
    refused: [['forest'], 'lstm', ['lstm', 'lstm'], null],
  },
  'detection.model_file': { accepted: [null, './models.json', 'C:\\m.json'], refused: ['', ' ', 1, false] },
  'detection.alerts_per_week': { accepted: [0.1, 1, 1000], refused: [0, -1, 1001, '1', null] },
  'detection.target_rate': { accepted: [0.002, 0.5, null], refused: [0, 0.51, '1%'] },
  'detection.confirm.above': { accepted: [1, 3], refused: [0, 4, 1.5] },
  'detection.confirm.of': { accepted: [2, 32], refused: [0, 1, 33] },
  'detection.cool_down_seconds': { accepted: [0, 300, 86_400], refused: [-1, 86_401, '5m', null] },
  'detection.features': {
    accepted: [
      {},
      { disk_percent: { direction: 'above', minimum_effect: 2 } },
      { cpu_percent: {}, load_1: { direction: 'below' }, swap_percent: { minimum_effect: 0.5 } },
    ],
    refused: [
      null,
      ['cpu_percent'],
      { cpu_percent: 'above' },
      { cpu_percent: { direction: 'up' } },
      { cpu_percent: { minimum_effect: -1 } },
      { cpu_percent: { minimum_effect: null } },
    ],
  },
  'detection.maintenance': {
    accepted: [
      [],
      [{ from: '2026-11-22T22:00:00Z', to: '2026-11-23T00:30+01:00' }],
      [{ from: '22:00', to: '24:00' }],
      [{ days: ['sat', 'sun'], from: '23:30', to: '01:00', time_zone: 'Europe/Berlin' }],
    ],
    refused: [
      {},
      'sunday',
      ['22:00-23:00'],
      [{ from: '22:00' }],
      [{ from: '25:00', to: '26:00' }],
      [{ from: '24:00', to: '01:00' }],
      [{ from: '22:00', to: '22:00' }],
      [{ from: '2026-11-22T22:00', to: '2026-11-22T23:00' }],
      [{ from: '2026-13-22T22:00Z', to: '2026-13-22T23:00Z' }],
      [{ from: '2026-11-22T22:00Z', to: '2026-11-22T21:00Z' }],
      [{ from: '2026-11-22T22:00Z', to: '23:00' }],
      [{ from: '2026-11-22T22:00Z', to: '2026-11-22T23:00Z', days: ['sun'] }],
      [{ from: '2026-11-22T22:00Z', to: '2026-11-22T23:00Z', time_zone: 'UTC' }],
      [{ from: '22:00', to: '23:00', days: [] }],
      [{ from: '22:00', to: '23:00', days: ['sunday'] }],
      [{ from: '22:00', to: '23:00', time_zone: 'Mars/Olympus' }],
    ],
  },
  'services.prometheus_port': { accepted: [0, 65_535], refused: [-1, 65_536, 80.5, '8000', null] },
  'services.http_host': {
    accepted: ['0.0.0.0', '127.0.0.1', '::', '::1', 'localhost', 'metrics.example.com'],
    refused: ['', '127.0.0.1:8000', 'http://localhost', 'a b', null],
  },
  'services.kafka_bootstrap_servers': {
    accepted: [null, 'localhost:9092', 'a:1,b:65535', '[::1]:9092,10.0.0.1:9092'],
    refused: ['', 'localhost', 'a:1, b:2', 'a:1,', 'a:0', 'a:65536', 'kafka://a:1', 'user@a:1', ['a:1']],
  },
  'services.kafka_topic': {
    accepted: ['anomaly-metrics', 'a', 'a.b_C-9', '...'],
    refused: ['', '.', '..', 'a b', 'a/b', 'a'.repeat(250), null],
  },
  'services.mlflow_tracking_uri': {
    accepted: [
      'file:./mlruns',
      'file:///var/mlruns',
      './mlruns',
      'C:\\mlruns',
      'http://localhost:5000',
      'https://m/x',
    ],
    refused: ['', ' ', 'file:', 'sqlite:///m.db', 'http://', 'http://u:p@m:5000', 'https://m/?token=x', null],
  },
  'services.prometheus_url': {
    accepted: [null, 'http://localhost:9090', 'https://prometheus.example.com/base/'],
    refused: [
      '',
      'localhost:9090',
      'ftp://a',
      'http://',
      'http://u:p@a',
      'http://a/?t=1',
      'http://a:99999',
      9090,
    ],
  },
  'services.grafana_url': { accepted: [null, 'http://localhost:3001'], refused: ['grafana', 'http://u@a'] },
  'services.kafka_ui_url': { accepted: [null, 'http://localhost:8080'], refused: ['', 'http://a b'] },
  'services.alertmanager_url': { accepted: [null, 'http://[::1]:9093'], refused: [false, 'https://#x'] },
  'services.alertmanager_direct': {
    accepted: [true, false],
    refused: ['true', 1, null],
    beside: { alertmanager_url: 'http://localhost:9093' },
  },
  'kafka.samples_topic': { accepted: ['a', 'a.b_C-9'], refused: ['', '.', 'a b', 'anomaly-metrics', null] },
  'kafka.state_topic': { accepted: ['a', 'a.b_C-9'], refused: ['', '..', 'anomaly-samples', 1] },
  'kafka.dead_letter_topic': { accepted: ['a', 'a.b_C-9'], refused: ['', 'a/b', 'anomaly-state', null] },
  'kafka.consumer_group': {
    accepted: ['a', 'team:detectors', 'x'.repeat(255)],
    refused: ['', 'a b', 'x'.repeat(256), null],
  },
  'kafka.partitions': { accepted: [1, 6, 1000], refused: [0, 1001, 1.5, '6', null] },
  'kafka.replication_factor': { accepted: [1, 10], refused: [0, 11, 1.5, '1'] },
  'kafka.retention_hours': { accepted: [0.1, 24, 87_600], refused: [0, 87_601, '24', null] },
  'kafka.dead_letter_retention_hours': { accepted: [0.1, 336, 87_600], refused: [0, 87_601, '336', null] },
  'kafka.checkpoint_seconds': { accepted: [0.1, 5, 300], refused: [0, 301, '5', null] },
  'kafka.max_hosts': { accepted: [1, 1_000_000], refused: [0, 1_000_001, 1.5, null] },
  'kafka.forget_hosts_after_hours': { accepted: [0.1, 168, 87_600], refused: [0, 87_601, null] },
  'kafka.outbox_folder': { accepted: ['./outbox', 'C:\\ad'], refused: ['', ' ', 1, null] },
  'kafka.outbox_limit': { accepted: [1, 10_000_000], refused: [0, 10_000_001, 1.5, null] },
  'kafka.tls': { accepted: [true, false], refused: ['true', 1, null] },
  'kafka.tls_ca_file': {
    accepted: [null, './ca.pem'],
    refused: ['', 1, './ca.pem'],
    beside: { tls: true },
  },
  'kafka.tls_cert_file': {
    accepted: ['./cert.pem'],
    refused: ['', 1, './cert.pem'],
    beside: { tls: true, tls_key_file: './key.pem' },
  },
  'kafka.tls_key_file': {
    accepted: ['./key.pem'],
    refused: ['', 1, './key.pem'],
    beside: { tls: true, tls_cert_file: './cert.pem' },
  },
  'kafka.sasl_mechanism': {
    accepted: [null, 'plain', 'scram-sha-256', 'scram-sha-512'],
    refused: ['', 'PLAIN', 'gssapi', 'plain', false],
  },
  'lifecycle.experiment': {
    accepted: ['a', 'two words', 'x'.repeat(200)],
    refused: ['', ' a', 'x'.repeat(201), null],
  },
  'lifecycle.model_name': { accepted: [null, 'ad-web-1', 'a b'], refused: ['', 'a/b', 'a:b', ' a', 1] },
  'lifecycle.watch_seconds': { accepted: [1, 30, 3600], refused: [0, 3601, '30', null] },
  'lifecycle.promotion': { accepted: ['automatic', 'manual'], refused: ['', 'never', true, null] },
  'lifecycle.challenger_samples': { accepted: [50, 100_000], refused: [49, 100_001, 60.5, null] },
  'lifecycle.probation_hours': { accepted: [0, 24, 8760], refused: [-1, 8761, '24', null] },
  'lifecycle.retrain_minutes': { accepted: [1, 525_600], refused: [0, 525_601, null] },
  'lifecycle.outbox_folder': { accepted: ['./mlflow-outbox', 'C:\\ad'], refused: ['', ' ', 1, null] },
};
