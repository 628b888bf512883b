import { defineConfig } from 'vitest/config';

// Tests that talk to real servers: `node scripts/services.mjs up` first. A server that is missing is a failure.
export default defineConfig({
  resolve: { conditions: ['@ad/source'] },
  ssr: { resolve: { conditions: ['@ad/source', 'node', 'import', 'default'] } },
  test: {
    include: ['**/*.integration.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '.services/**'],
    globalSetup: 'test/support/temporary-folder.ts',
    fileParallelism: false,
    testTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 60_000,
  },
});
