// The browser journeys: the real binary on a new demo folder, a real Chromium, people who click.
//
//   node tests/e2e/run.mjs [NAME…]     runs the journeys whose file name contains NAME; all without one
//
// The parts of one file share a deployment and run in their order. Where they tell one story (`export const story =
// true`), each goes on where the former ended, and none is tried after one that failed. Where they touch nothing that
// another sees (`export const independent = true`), they run in any order.
//
// As many run at once as the machine has cores, at most four: ONEX_TEST_LANES says otherwise. Each lane has a browser of
// its own. ONEX_TEST_BINARY and ONEX_TEST_CHROMIUM name the binary and the browser. A journey that fails leaves a picture
// and the console's last lines in target/e2e. The last line counts what passed and failed.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Deployment } from './deployment.mjs';
import { Stage } from './stage.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(here, '../../web/package.json'));
const { chromium } = require('playwright-core');

const executablePath = process.env.ONEX_TEST_CHROMIUM;
if (!executablePath)
  throw new Error('ONEX_TEST_CHROMIUM is not set: run the journeys with `make test-e2e`');

const wanted = process.argv.slice(2);
const files = readdirSync(join(here, 'journeys'))
  .filter((f) => f.endsWith('.mjs') && (wanted.length === 0 || wanted.some((w) => f.includes(w))))
  .sort();
if (files.length === 0) {
  console.error(`no journey is called ${wanted.join(' or ')}`);
  process.exit(2);
}

/** A file's deployment: started for its first part, stopped after its last. */
class Shared {
  constructor(parts) {
    this.left = parts;
  }

  open() {
    this.started ??= Deployment.start();
    return this.started;
  }

  async leave() {
    this.left -= 1;
    if (this.left === 0) await (await this.started?.catch(() => undefined))?.stop();
  }
}

// What runs without a pause in between: a file, or a part of it that is independent. The longest come first: these parts,
// then the files of most parts.
const queue = [];
for (const file of files) {
  const {
    default: journey,
    story = false,
    independent = false,
  } = await import(join(here, 'journeys', file));
  const parts = Object.entries(journey).map(([name, run], i) => ({ name, run, number: i + 1 }));
  const shared = new Shared(parts.length);
  if (independent)
    queue.push(...parts.map((part) => ({ file, story, shared, parts: [part], length: Infinity })));
  else queue.push({ file, story, shared, parts, length: parts.length });
}
queue.sort((a, b) => (a.length === b.length ? 0 : b.length - a.length));

const totals = { passed: 0, failed: 0 };

async function perform(browser, { file, story, shared, parts }) {
  let broken = false;
  for (const { name, run, number } of parts) {
    if (story && broken) {
      totals.failed += 1;
      console.log(`FAILED  ${file}: ${name} (not tried: what it builds on failed)`);
      await shared.leave();
      continue;
    }
    const started = Date.now();
    let stage;
    try {
      const deployment = await shared.open();
      stage = new Stage(browser, deployment, `${file.replace('.mjs', '')}-${number}`, require);
      await run(stage);
      await stage.noSurprises();
      totals.passed += 1;
      console.log(`ok      ${file}: ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    } catch (error) {
      broken = true;
      totals.failed += 1;
      console.log(`FAILED  ${file}: ${name}\n${error?.stack ?? error}`);
      await stage?.keepEvidence();
    } finally {
      await stage?.close();
      await shared.leave();
    }
  }
}

async function lane() {
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  for (let next = queue.shift(); next; next = queue.shift()) await perform(browser, next);
  await browser.close();
}

const lanes = Number(process.env.ONEX_TEST_LANES ?? Math.min(4, availableParallelism()));
await Promise.all(Array.from({ length: lanes }, lane));
await Deployment.forget();
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 ? 1 : 0);
