import { defineConfig } from 'vite';

/** Two files with everything inside: a module for import maps, and with `--mode script` one for script tags. */
export default defineConfig(({ mode }) => ({
  build: {
    outDir: 'dist',
    // What tsc made lies there too.
    emptyOutDir: false,
    lib:
      mode === 'script'
        ? { entry: 'src/script.ts', formats: ['iife'], name: 'TRTC', fileName: () => 'trtc-local.js' }
        : { entry: 'src/index.ts', formats: ['es'], fileName: () => 'trtc-local.mjs' },
  },
}));
