import { defineConfig } from 'vite';

/** The page's script, with livekit-client inside; the host is compiled by tsc. */
export default defineConfig({
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    lib: { entry: 'src/page/main.ts', formats: ['iife'], name: 'bridge', fileName: () => 'page.js' },
  },
});
