// Learns from the history of a Prometheus, then judges its last part.   node index.js [url] [hours] [step in seconds]
import { PrometheusRangeSource } from '@ad/collector';
import { StreamingDetector } from '@ad/models';

const [url = 'http://localhost:9090', hours = '24', step = '60'] = process.argv.slice(2);
const end = Date.now();
const start = end - Number(hours) * 3_600_000;
const judgeFrom = end - (end - start) / 4;

const source = new PrometheusRangeSource({
  url,
  start,
  end,
  stepSeconds: Number(step),
  // Prometheus itself, because every Prometheus knows that; one series per host.
  queries: {
    memory_bytes: 'process_resident_memory_bytes{job="prometheus"}',
    goroutines: 'go_goroutines{job="prometheus"}',
    cpu_cores: 'rate(process_cpu_seconds_total{job="prometheus"}[1m])',
  },
  onEmpty: (feature) => console.error(`nothing for ${feature}: is it scraped?`),
});

const hosts = new Map();
for await (const sample of source) {
  const host = hosts.get(sample.host) ?? {
    detector: new StreamingDetector({ alertsPerWeek: 2 }),
    learned: 0,
    judged: 0,
    alerts: 0,
  };
  hosts.set(sample.host, host);
  if (sample.timestamp < judgeFrom) {
    host.detector.learn(sample);
    host.learned += 1;
    continue;
  }
  const { alertId, explanation } = host.detector.observe(sample);
  host.judged += 1;
  if (alertId && alertId !== host.alertId) {
    host.alerts += 1;
    console.log(alertId, explanation);
  }
  host.alertId = alertId ?? host.alertId;
}
for (const [name, { learned, judged, alerts }] of hosts) {
  console.log(`${name}: ${learned} samples learned, ${judged} judged, ${alerts} alerts`);
}
