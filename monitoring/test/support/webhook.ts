import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An alert as Alertmanager sends it to a webhook (version 4 of its format). */
export interface NotifiedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** A receiver of notifications, and the alerts that it got, in order. */
export interface Webhook {
  readonly url: string;
  readonly alerts: readonly NotifiedAlert[];
  /** The latest status of an alert. */
  statusOf(alertname: string): string | undefined;
}

/** Starts a receiver that is ended with the test. */
export async function startWebhook(): Promise<Webhook> {
  const alerts: NotifiedAlert[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const notification: { version: string; alerts: NotifiedAlert[] } = JSON.parse(text);
    if (notification.version === '4') alerts.push(...notification.alerts);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    alerts,
    statusOf: (alertname) => alerts.findLast(({ labels }) => labels.alertname === alertname)?.status,
  };
}
