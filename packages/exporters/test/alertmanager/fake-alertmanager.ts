import {
  AlertmanagerExporter,
  type AlertmanagerExporterOptions,
  type Sleep,
} from '@ad/exporters/alertmanager';

/** An alert as it was posted. */
export interface PostedAlert {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/** What the server does with a request. */
type Behaviour = 'take' | 'unreachable' | 'silent' | number;

/** Alertmanager as a sender meets it, with a clock that goes on when the test says so. */
export class FakeAlertmanager {
  /** The bodies of all requests, also of those that it did not take. */
  readonly requests: PostedAlert[][] = [];
  readonly headers: Headers[] = [];
  behaviour: Behaviour = 'take';
  time = Date.parse('2026-01-05T12:00:30.000Z');
  readonly #taken = new Map<string, PostedAlert>();
  readonly #sleepers: { until: number; wake: () => void }[] = [];

  /** Hosts whose alerts are active by the clock of this test. */
  get active(): string[] {
    return [...this.#taken.values()]
      .filter(({ endsAt }) => Date.parse(endsAt) > this.time)
      .map(({ labels }) => labels.host ?? '')
      .sort();
  }

  readonly now = (): number => this.time;

  readonly sleep: Sleep = (milliseconds, signal) =>
    new Promise((wake) => {
      if (signal.aborted) wake();
      else this.#sleepers.push({ until: this.time + milliseconds, wake });
      signal.addEventListener('abort', () => wake());
    });

  readonly fetch: typeof fetch = async (_, init) => {
    const alerts: PostedAlert[] = JSON.parse(String(init?.body));
    this.requests.push(alerts);
    this.headers.push(new Headers(init?.headers));
    if (this.behaviour === 'unreachable') {
      throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:9093') });
    }
    if (this.behaviour === 'silent') {
      const { signal } = init ?? {};
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      throw signal?.reason;
    }
    if (this.behaviour !== 'take') return new Response('it says why', { status: this.behaviour });
    for (const alert of alerts) this.#taken.set(JSON.stringify(alert.labels), alert);
    return new Response();
  };

  /** Lets time go by, and everything happen that was waiting for it. */
  async pass(milliseconds: number): Promise<void> {
    this.time += milliseconds;
    for (const sleeper of this.#sleepers) if (sleeper.until <= this.time) sleeper.wake();
    await settled();
  }
}

/** Until what is under way has gone as far as it can without time going by. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

export const second = 1000;
export const minute = 60 * second;

/** An exporter that sends to a fake server and waits by its clock. */
export function start(options: Partial<AlertmanagerExporterOptions> = {}) {
  const server = new FakeAlertmanager();
  const { now, sleep, fetch } = server;
  const url = 'http://localhost:9093';
  const sink = new AlertmanagerExporter({ url, now, sleep, fetch, random: () => 0, ...options });
  return { server, sink };
}
