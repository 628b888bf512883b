import { PrometheusExporter, startMetricsServer } from '@ad/exporters/prometheus';
import { StreamingDetector } from '@ad/models';
import { onTestFinished } from 'vitest';

/** A real detector of a made-up host, with its page of metrics, on a port of its own. */
export interface TestDetector {
  /** `host:port` as Prometheus names it. */
  readonly target: string;
  /** What the CPU shows from now on, a few samples a second. */
  cpu(percent: number): void;
  /** Ends it, as a crash would. */
  close(): Promise<void>;
}

const sampleMilliseconds = 200;

/** Starts a detector that has learned a CPU between 15 and 25 %. It is ended with the test. */
export async function startDetector(port = 0): Promise<TestDetector> {
  const detector = new StreamingDetector({ coolDownSeconds: 0 });
  const sampleOf = (timestamp: number, cpu: number) => ({
    timestamp,
    host: 'test-host',
    values: {
      cpu_percent: cpu + 5 * Math.sin(timestamp / 1700),
      memory_percent: 50 + Math.cos(timestamp / 900),
      disk_percent: 40,
    },
  });
  const now = Date.now();
  for (let i = 600; i > 0; i--) detector.learn(sampleOf(now - i * sampleMilliseconds, 20));

  const exporter = new PrometheusExporter({ readiness: () => ({ ready: true }), processMetrics: false });
  const started = await startMetricsServer({ source: exporter, host: '127.0.0.1', port });
  if (!started.ok) throw new Error(started.message);
  let level = 20;
  const timer = setInterval(() => {
    exporter.write(detector.observe(sampleOf(Date.now(), level)));
  }, sampleMilliseconds);
  const close = async () => {
    clearInterval(timer);
    await started.server.close();
  };
  onTestFinished(close);
  return {
    target: `127.0.0.1:${started.server.port}`,
    cpu(percent) {
      level = percent;
    },
    close,
  };
}
