import { setTimeout as sleep } from 'node:timers/promises';
import type { GrafanaClient } from './client.js';

/** A Grafana that is there, or why there is none. */
export type GrafanaFound =
  | { readonly ok: true; readonly version: string }
  | { readonly ok: false; readonly message: string };

const pauseMilliseconds = 500;

/** Waits until Grafana answers: one that has just been started takes a while. What is no Grafana is not waited for. */
export async function findGrafana(
  client: GrafanaClient,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<GrafanaFound> {
  const deadline = performance.now() + waitSeconds * 1000;
  for (;;) {
    const health = await client.health();
    if (health.ok) {
      const { database, version } = (health.body ?? {}) as { database?: unknown; version?: unknown };
      // Anonymous visitors may be denied the version.
      if (database === 'ok') return { ok: true, version: typeof version === 'string' ? version : '' };
      if (database === undefined) return { ok: false, message: 'answers, but is not Grafana' };
    } else if (health.status !== 0 && health.status < 500) {
      return { ok: false, message: `answers ${health.status}, so it is not Grafana` };
    }
    if (signal.aborted || performance.now() >= deadline) {
      return { ok: false, message: health.ok ? 'has no database yet' : health.message };
    }
    await sleep(pauseMilliseconds, undefined, { signal }).catch(() => {});
  }
}
