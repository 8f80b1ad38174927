// The browser journeys: the real binary on a new demo folder, a real Chromium, people who click.
//
//   node tests/e2e/run.mjs [NAME…]     runs the journeys whose file name contains NAME; all without one
//
// The parts of one file share a deployment. Where they tell one story (`export const story = true`), each goes on
// where the former ended, and none is tried after one that failed.
//
// ONEX_TEST_BINARY and ONEX_TEST_CHROMIUM name the binary and the browser. A journey that fails leaves a picture and
// the console's last lines in target/e2e. The last line counts what passed and failed.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Deployment } from './deployment.mjs';
import { Stage } from './stage.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(here, '../../web/package.json'));
const { chromium } = require('playwright-core');

const wanted = process.argv.slice(2);
const files = readdirSync(join(here, 'journeys'))
  .filter((f) => f.endsWith('.mjs') && (wanted.length === 0 || wanted.some((w) => f.includes(w))))
  .sort();
if (files.length === 0) {
  console.error(`no journey is called ${wanted.join(' or ')}`);
  process.exit(2);
}

const browser = await chromium.launch({
  executablePath: process.env.ONEX_TEST_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
let passed = 0;
let failed = 0;
for (const file of files) {
  const { default: journey, story = false } = await import(join(here, 'journeys', file));
  const deployment = await Deployment.start();
  const failedBefore = failed;
  for (const [name, run] of Object.entries(journey)) {
    if (story && failed > failedBefore) {
      failed += 1;
      console.log(`FAILED  ${file}: ${name} (not tried: what it builds on failed)`);
      continue;
    }
    const stage = new Stage(
      browser,
      deployment,
      `${file.replace('.mjs', '')}-${passed + failed + 1}`,
      require,
    );
    const started = Date.now();
    try {
      await run(stage);
      await stage.noSurprises();
      passed += 1;
      console.log(`ok      ${file}: ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${file}: ${name}\n${error?.stack ?? error}`);
      await stage.keepEvidence();
    } finally {
      await stage.close();
    }
  }
  await deployment.stop();
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
