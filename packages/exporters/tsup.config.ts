import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'prometheus/index': 'src/prometheus/index.ts',
    'alertmanager/index': 'src/alertmanager/index.ts',
    'kafka/index': 'src/kafka/index.ts',
    'console/index': 'src/console/index.ts',
    'page/index': 'src/page/index.ts',
    'outbox/index': 'src/outbox/index.ts',
  },
  format: 'esm',
  target: 'node20',
  dts: true,
  sourcemap: true,
  clean: true,
});
