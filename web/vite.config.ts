import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const src = fileURLToPath(new URL('./src', import.meta.url));
// What the engine and its twin here both read.
const engine = fileURLToPath(new URL('../api/engines/credential/data', import.meta.url));

export default defineConfig({
  base: '/',
  plugins: [react()],
  resolve: { alias: { '@': src, '@engine': engine } },
  // The dictionary of the codes, read as it is.
  assetsInclude: ['**/*.bin'],
  server: {
    port: 5173,
    strictPort: true,
    fs: { allow: ['.', engine] },
    proxy: { '/api': 'http://127.0.0.1:8080' },
  },
  build: {
    target: 'es2022',
    // The binary embeds dist: source maps would triple it.
    sourcemap: false,
    // scripts/budget.mjs walks the manifest to weigh the first load of a route.
    manifest: true,
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://onex.test/' } },
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test/setup.ts'],
    testTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    restoreMocks: true,
  },
});
