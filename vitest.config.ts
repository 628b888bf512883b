import { defineConfig } from 'vitest/config';

// Tests import packages from source through the "@ad/source" condition of their `exports`.
export default defineConfig({
  resolve: { conditions: ['@ad/source'] },
  ssr: { resolve: { conditions: ['@ad/source', 'node', 'import', 'default'] } },
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'apps/*/test/**/*.test.ts',
      'monitoring/test/**/*.test.ts',
      'docs/test/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
    globalSetup: 'test/support/temporary-folder.ts',
    testTimeout: 20_000,
    // A busy machine may take its time.
    expect: { poll: { timeout: 10_000 } },
  },
});
