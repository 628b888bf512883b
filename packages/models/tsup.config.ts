import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'testing/index': 'src/testing/index.ts',
    'lstm/tfjs': 'src/lstm/tfjs.ts',
    'training-worker': 'src/worker/training-worker.ts',
    'scoring-worker': 'src/worker/scoring-worker.ts',
  },
  format: 'esm',
  target: 'node20',
  dts: {
    entry: {
      index: 'src/index.ts',
      'testing/index': 'src/testing/index.ts',
      'lstm/tfjs': 'src/lstm/tfjs.ts',
    },
  },
  sourcemap: true,
  clean: true,
});
