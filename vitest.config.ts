import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{store,nlu,knowledge,bot,channels,console,eval,scripts}/**/*.test.ts'],
    globalSetup: ['scripts/test-setup.ts'],
    testTimeout: 30_000,
  },
});
