// A TypeScript project: every entry point has types, and they are not `any`.
import type { HostSource } from '@ad/collector';
import type { KafkaSource } from '@ad/collector/kafka';
import type { loadConfig } from '@ad/config';
import type { Verdict } from '@ad/exporters';
import type { AlertmanagerExporter } from '@ad/exporters/alertmanager';
import { formatVerdict } from '@ad/exporters/console';
import type { KafkaExporter } from '@ad/exporters/kafka';
import type { openOutbox } from '@ad/exporters/outbox';
import type { PrometheusExporter } from '@ad/exporters/prometheus';
import type { MlflowClient } from '@ad/mlflow-client';
import { IsolationForestModel, StreamingDetector } from '@ad/models';
import type { loadTfjsEngine } from '@ad/models/lstm/tfjs';
import type { checkModel } from '@ad/models/testing';

type IsAny<Type> = 0 extends 1 & Type ? true : false;
type Used =
  | typeof AlertmanagerExporter
  | typeof checkModel
  | typeof HostSource
  | typeof KafkaExporter
  | typeof KafkaSource
  | typeof loadConfig
  | typeof loadTfjsEngine
  | typeof MlflowClient
  | typeof openOutbox
  | typeof PrometheusExporter;
export const isAny: IsAny<Used> = false;

// The packages do not know each other: their types have to fit.
const detector = new StreamingDetector({ models: [new IsolationForestModel({ seed: 1 })] });
const verdict: Verdict = detector.observe({ timestamp: 0, host: 'here', values: { cpu_percent: 5 } });
export const line: string = formatVerdict(verdict);

// @ts-expect-error An option that there is not.
new IsolationForestModel({ trees: 100 });
