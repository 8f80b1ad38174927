/**
 * Builds dist/verifier.html: the verifying page as one file that works from a disk. Everything it is made of
 * stands in it, and its policy allows that script and those styles alone, and no network. Run after `vite build`.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const { output } = await build({
  root,
  logLevel: 'warn',
  // One script: what is lazy in the application is part of it here.
  build: {
    write: false,
    manifest: false,
    rolldownOptions: { input: `${root}verifier.html`, output: { codeSplitting: false } },
  },
});

const one = (ends) => {
  const found = output.filter(({ fileName }) => fileName.endsWith(ends));
  if (found.length !== 1) {
    throw new Error(`expected one ${ends}, found ${found.map(({ fileName }) => fileName)}`);
  }
  const [file] = found;
  return file.type === 'chunk' ? file.code : String(file.source);
};

// Neither may end the element that it stands in.
const script = one('.js').replaceAll('</script', '<\\/script');
const style = one('.css').replaceAll('</style', '<\\/style');
const sha = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = [
  "default-src 'none'",
  `script-src ${sha(script)}`,
  `style-src ${sha(style)}`,
  'img-src data: blob:',
  'media-src blob: mediastream:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

let page = one('.html');
const replace = (pattern, text) => {
  if (!pattern.test(page)) throw new Error(`the page has no ${pattern}`);
  page = page.replace(pattern, () => text);
};
replace(/<script type="module"[^>]*><\/script>\s*/, '');
replace(/<link rel="stylesheet"[^>]*>\s*/, `<style>${style}</style>\n  `);
replace(
  /<meta charset="UTF-8" \/>/,
  `<meta charset="UTF-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
);
replace(/<\/body>/, `<script type="module">${script}</script>\n  </body>`);
if (/(?:src|href)="\/(?!\/)/.test(page.replace(script, ''))) {
  throw new Error('the page still refers to another file');
}
writeFileSync(new URL('../dist/verifier.html', import.meta.url), page);
console.log(`dist/verifier.html ${(page.length / 1024).toFixed(0)} kB`);
