import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const src = fileURLToPath(new URL('./src', import.meta.url));
// What the engine and its twin here both read.
const engine = fileURLToPath(new URL('../api/engines/credential/data', import.meta.url));

/**
 * The icons call themselves by their English file names, which a screen reader would say in the middle of a Chinese
 * sentence. They are ornaments here: what they stand on has its words. Fails when the library changes its ways.
 */
function silentIcons(): Plugin {
  const spoken = /role: "img",\s*"aria-label": icon\.name/;
  return {
    name: 'silent-icons',
    transform(code, id) {
      if (!/@ant-design\/icons\/.*\/AntdIcon(Light)?\.js/.test(id)) return undefined;
      if (!spoken.test(code)) this.error('the icons are named otherwise than silentIcons knows');
      return { code: code.replace(spoken, '"aria-hidden": true'), map: null };
    },
  };
}

export default defineConfig({
  base: '/',
  plugins: [react(), silentIcons()],
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
    // One fewer otherwise, which on two cores is half.
    maxWorkers: availableParallelism(),
    // The component library is read once a worker, not once a file: setup.ts leaves each test what a new page would.
    // Modules are therefore not mocked; what a test stands on is the API, the browser and the clock.
    isolate: false,
    expect: { poll: { timeout: 15_000 } },
    restoreMocks: true,
  },
});
