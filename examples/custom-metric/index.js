// Metrics of your own beside those of the host, judged together.   node index.js [samples] [seconds between them]
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { HostSource } from '@ad/collector';
import { StreamingDetector } from '@ad/models';

const samples = Number(process.argv[2] ?? 30);
const intervalSeconds = Number(process.argv[3] ?? 1);

const eventLoop = monitorEventLoopDelay();
eventLoop.enable();

const source = new HostSource({
  intervalSeconds,
  features: ['cpu', 'memory'],
  metrics: {
    // One number, in the unit that its name ends with,
    heap_bytes: () => process.memoryUsage().heapUsed,
    // several by name, or a promise of either. What throws is missing in its sample, and is reported below.
    event_loop: () => {
      const values = { delay_mean_seconds: eventLoop.mean / 1e9, delay_max_seconds: eventLoop.max / 1e9 };
      eventLoop.reset();
      return values;
    },
  },
  onProblem: ({ feature, reason }) => console.error(`${feature}: ${reason}`),
});
const detector = new StreamingDetector({ features: { delay_max_seconds: { direction: 'above' } } });

for await (const sample of source) {
  const { state, attributions } = detector.observe(sample);
  console.log(state, attributions[0]?.feature ?? '', sample.values);
  if (source.samplesTaken >= samples) break;
}
