import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  type MetricsServer,
  type MetricsServerOptions,
  PrometheusExporter,
  startMetricsServer,
} from '@ad/exporters/prometheus';
import { onTestFinished } from 'vitest';

/** Starts a server on a free port, which is closed when the test is over. */
export async function start(options: Partial<MetricsServerOptions> = {}): Promise<MetricsServer> {
  const source = options.source ?? new PrometheusExporter({ processMetrics: false });
  const result = await startMetricsServer({ source, host: '127.0.0.1', port: 0, ...options });
  if (!result.ok) throw result.error;
  onTestFinished(() => result.server.close());
  return result.server;
}

/** Sends one request on a connection of its own. */
export function ask(
  url: string,
  options: RequestOptions = {},
): Promise<{ response: IncomingMessage; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent: false, ...options }, (response) => {
      text(response).then((body) => resolve({ response, body }), reject);
    });
    request.on('error', reject);
    request.end();
  });
}
