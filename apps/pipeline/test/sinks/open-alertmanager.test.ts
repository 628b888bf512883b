import { defaultConfig } from '@ad/config';
import { type Sample, StreamingDetector } from '@ad/models';
import { expect, it } from 'vitest';
import { openAlertmanager } from '../../src/sinks/open-alertmanager.js';
import { calm } from '../lifecycle/support.js';
import { answering } from '../support/ad.js';
import { listeningTerminal } from '../support/terminal.js';

const busy = (sample: Sample): Sample => ({ ...sample, values: { cpu_percent: 99, memory_percent: 98 } });

/** The verdicts of an alert that begins with the third sample. */
function verdicts() {
  const detector = new StreamingDetector();
  const samples = calm(320, { from: Math.floor(Date.now() / 1000) - 320 });
  for (const sample of samples.slice(0, 300)) detector.learn(sample);
  return samples.slice(300).map((sample) => detector.observe(busy(sample)));
}

const configured = (url: string, isDirect = true) => ({
  ...defaultConfig,
  services: { ...defaultConfig.services, alertmanager_url: url, alertmanager_direct: isDirect },
});

it('is not there unless it is asked for', () => {
  const { terminal } = listeningTerminal();
  expect(openAlertmanager(terminal, defaultConfig)).toBeUndefined();
  expect(openAlertmanager(terminal, configured('http://localhost:9093', false))).toBeUndefined();
});

it('says that Alertmanager is not told, once, and that it is told again', async () => {
  const { server, port } = await answering(503, 'busy');
  const url = `http://127.0.0.1:${port}`;
  const { said, terminal } = listeningTerminal();
  const teller = openAlertmanager(terminal, configured(url));
  const alert = verdicts().filter(({ isAnomaly }) => isAnomaly);
  for (const verdict of alert.slice(0, 3)) teller?.write(verdict);
  await expect.poll(() => said, { timeout: 5000 }).toHaveLength(1);
  expect(said[0]).toMatch(new RegExp(`^! Alertmanager at ${url} is not told: .*503.*; it is tried again$`));
  await new Promise((resolve) => server.close(resolve));
  server.removeAllListeners('request').on('request', (request, response) => {
    request.resume();
    response.writeHead(200).end('{}');
  });
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  for (const verdict of alert.slice(3)) {
    teller?.write(verdict);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await expect
    .poll(
      () => {
        teller?.write(alert[alert.length - 1]);
        return said;
      },
      { timeout: 10_000, interval: 200 },
    )
    .toContain(`✓ Alertmanager at ${url} is told again`);
  await teller?.close();
  server.close();
});
