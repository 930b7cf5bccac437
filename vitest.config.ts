import { defineConfig } from 'vitest/config';

/**
 * Three projects. Plain tests run two files at a time, and so do `*.process.test.ts`: real servers on ports and
 * folders of their own, mostly waiting for each other. `*.system.test.ts` (real browsers, real media) run alone,
 * since they look at things that a busy machine would blur.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'tests/**/*.test.ts',
            'bench/**/*.test.ts',
            'conformance/**/*.test.ts',
          ],
          exclude: ['**/*.{system,process}.test.ts', '**/node_modules/**', '**/dist/**'],
          maxWorkers: 2,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'process',
          include: [
            'packages/*/src/**/*.process.test.ts',
            'tests/**/*.process.test.ts',
            'conformance/**/*.process.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
          // A server may be slow to start beside another one; twice in a row is a fault.
          retry: 1,
          maxWorkers: 2,
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['packages/*/src/**/*.system.test.ts', 'tests/**/*.system.test.ts'],
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
