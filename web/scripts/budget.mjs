/**
 * Weighs the JavaScript that the public pages need for their first load, compressed as a server would send
 * it, and fails above the limit. Counts the entry, the page and every chunk they import statically, and the
 * larger of the two languages' catalogues. Run after `npm run build`.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 200 * 1024;
const PAGES = {
  '/login': {
    sources: ['index.html', 'src/features/auth/LoginPage.tsx'],
    catalogues: ['common', 'errors', 'auth'],
  },
  '/activate': {
    sources: ['index.html', 'src/features/auth/ActivatePage.tsx'],
    catalogues: ['common', 'errors', 'auth'],
  },
  '/verify': {
    sources: ['index.html', 'src/features/verification/VerifyPage.tsx'],
    catalogues: ['common', 'errors', 'verification'],
  },
};

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const sizes = new Map();

function weigh(file) {
  if (!sizes.has(file)) {
    sizes.set(file, gzipSync(readFileSync(new URL(file, dist)), { level: 6 }).length);
  }
  return sizes.get(file);
}

function closure(key, found = new Set()) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`the build has no chunk ${key}`);
  if (found.has(key)) return found;
  found.add(key);
  for (const next of chunk.imports ?? []) closure(next, found);
  return found;
}

const sum = (files) => files.reduce((total, file) => total + weigh(file), 0);

let failed = false;
for (const [page, { sources, catalogues }] of Object.entries(PAGES)) {
  const keys = new Set(sources.flatMap((source) => [...closure(source)]));
  const code = sum(
    [...keys].map((key) => manifest[key].file).filter((file) => file.endsWith('.js')),
  );
  const texts = Math.max(
    ...['zh-CN', 'en'].map((language) =>
      sum(catalogues.map((name) => manifest[`src/lib/i18n/locales/${language}/${name}.json`].file)),
    ),
  );
  const total = code + texts;
  const over = total > LIMIT;
  failed ||= over;
  console.log(
    `${over ? 'OVER ' : 'ok   '} ${page.padEnd(12)} ${(total / 1024).toFixed(1)} KB of ${LIMIT / 1024} KB gzip`,
  );
}
if (failed) process.exit(1);
