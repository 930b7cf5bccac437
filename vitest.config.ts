import { defineConfig } from 'vitest/config';

/**
 * Two projects: plain tests run side by side; `*.system.test.ts` (real browsers, real media, real processes)
 * run one file at a time, since they measure things that a busy machine would blur.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts', 'bench/**/*.test.ts', 'conformance/**/*.test.ts'],
          exclude: ['**/*.system.test.ts', '**/node_modules/**', '**/dist/**'],
          maxWorkers: 2,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'system',
          include: [
            'packages/*/src/**/*.system.test.ts',
            'tests/**/*.system.test.ts',
            'conformance/**/*.system.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
          // Browsers and native WebRTC stacks now and then miss a beat on a busy machine; twice in a row is a fault.
          retry: 1,
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
