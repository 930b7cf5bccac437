import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm run dev` finds a running server. */
const server = process.env.AVATARIUM_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    // The page is served under a policy without `data:` fonts and without inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    // The licences of everything that is bundled, beside it.
    license: { fileName: 'licenses.md' },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/console', '/docs', '/media', '/openapi.json', '/rtc'].map((path) => [
        path,
        { target: server, ws: path === '/rtc' },
      ]),
    ),
  },
});
