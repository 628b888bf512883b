// Watches this machine with the libraries alone, until Ctrl-C.   node index.js [seconds between samples]
import { HostSource } from '@ad/collector';
import { ConsoleExporter } from '@ad/exporters/console';
import { StreamingDetector } from '@ad/models';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const source = new HostSource({
  intervalSeconds: Number(process.argv[2] ?? 1),
  features: ['cpu', 'memory', 'disk', 'network'],
  onProblem: ({ feature, reason }) => console.error(`${feature}: ${reason}`),
  signal: stop.signal,
});
const detector = new StreamingDetector({
  alertsPerWeek: 2,
  // An idle machine is not news, and neither are five points of CPU.
  features: { cpu_percent: { direction: 'above', minimumEffect: 5 } },
});
const { stdout } = process;
const sink = new ConsoleExporter({ stream: stdout, format: stdout.isTTY ? 'line' : 'json' });

for await (const sample of source) sink.write(detector.observe(sample));
await sink.close();
