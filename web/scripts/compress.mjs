/** Writes a gzip copy beside each script and style of dist/assets: the binary holds and serves those alone. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const assets = new URL('../dist/assets', import.meta.url).pathname;
for (const name of readdirSync(assets)) {
  if (!/\.(js|css)$/.test(name)) continue;
  writeFileSync(
    join(assets, `${name}.gz`),
    gzipSync(readFileSync(join(assets, name)), { level: 9 }),
  );
}
