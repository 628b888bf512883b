import { LivePage, type LivePageOptions } from '@ad/exporters/page';
import { type MetricsServer, PrometheusExporter, startMetricsServer } from '@ad/exporters/prometheus';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A live page that is served. */
export interface Served {
  readonly live: LivePage;
  readonly source: PrometheusExporter;
  readonly server: MetricsServer;
  close(): Promise<void>;
}

/** Serves a live page on a port, any free one unless told otherwise. */
export async function servePage(options: LivePageOptions = {}, port = 0): Promise<Served> {
  const live = new LivePage(options);
  const source = new PrometheusExporter({ processMetrics: false });
  const { routes } = live;
  const started = await startMetricsServer({ source, host: '127.0.0.1', port, routes, maxConnections: 5000 });
  if (!started.ok) throw started.error;
  const { server } = started;
  const close = async () => {
    await live.close();
    await server.close();
  };
  return { live, source, server, close };
}

/** A tab that shows a page, and everything that went wrong in it: errors, refused by policy, asked of another server. */
export async function openTab(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ tab: Page; problems: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1400 }, ...options });
  const tab = await context.newPage();
  const problems: string[] = [];
  tab.on('pageerror', (error) => problems.push(String(error)));
  tab.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  tab.on('request', (request) => {
    if (!request.url().startsWith(url)) problems.push(`asked ${request.url()}`);
  });
  await tab.goto(url);
  return { tab, problems };
}
