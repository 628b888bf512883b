import type { Config } from '@ad/config';
import type { Verdict } from '@ad/exporters';
import { AlertmanagerExporter } from '@ad/exporters/alertmanager';
import { say, type Terminal } from '../terminal/terminal.js';
import { describeError } from '../text/describe-error.js';

/** Tells Alertmanager of alerts. */
export interface AlertmanagerTeller {
  write(verdict: Verdict): void;
  close(): Promise<void>;
}

/** The way of alerts to Alertmanager, where the configuration asks for the direct one. Trouble is said once, and when it is over. */
export function openAlertmanager(terminal: Terminal, { services }: Config): AlertmanagerTeller | undefined {
  const { alertmanager_url: url, alertmanager_direct: isDirect } = services;
  if (!isDirect || url === null) return undefined;
  const exporter = new AlertmanagerExporter({ url });
  /** How many alerts had arrived when the trouble began; nothing while there is none. */
  let arrived: number | undefined;
  const tell = async (verdict: Verdict): Promise<void> => {
    const written = await exporter.write(verdict);
    if (!written.ok && written.reason !== 'closed' && arrived === undefined) {
      arrived = exporter.delivered;
      say(
        terminal,
        `! Alertmanager at ${url} is not told: ${describeError(written.error)}; it is tried again`,
      );
    }
    // Between two verdicts the exporter has tried again by itself.
    if (written.ok && arrived !== undefined && exporter.delivered > arrived) {
      arrived = undefined;
      say(terminal, `✓ Alertmanager at ${url} is told again`);
    }
  };
  return { write: (verdict) => void tell(verdict), close: () => exporter.close() };
}
