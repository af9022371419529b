import { defineConfig } from 'vitest/config';

/** End to end: the real server, real browsers and peers; one file at a time, for they share the machine. */
export default defineConfig({
  test: {
    include: ['{channels,console,scripts}/**/*.e2e.ts', 'store/postgres.test.ts'],
    globalSetup: ['scripts/test-setup.ts'],
    fileParallelism: false,
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
