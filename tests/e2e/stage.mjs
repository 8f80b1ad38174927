// What a journey acts with: people, each in a browser context of their own, and checks that hold on every page.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const evidence = join(process.cwd(), 'target', 'e2e');

export class Stage {
  constructor(browser, deployment, name, require) {
    this.browser = browser;
    this.deployment = deployment;
    this.base = deployment.base;
    this.name = name;
    this.axe = require.resolve('axe-core/axe.min.js');
    this.people = [];
    this.surprises = [];
  }

  /** Somebody with a browser; `phone` gives them a small screen. */
  async person(who, { phone = false } = {}) {
    const context = await this.browser.newContext({
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      acceptDownloads: true,
      viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (e) => this.surprises.push(`${who}: ${e.message}`));
    page.on('console', (m) => {
      // A refused request is part of many journeys; what the program itself complains of is not.
      if (m.type() === 'error' && !m.text().startsWith('Failed to load resource')) this.surprises.push(`${who}: ${m.text()}`);
    });
    page.on('response', (r) => {
      if (r.status() >= 500) this.surprises.push(`${who}: ${r.status()} ${r.request().method()} ${r.url()}`);
      if (!r.url().startsWith(this.base) && !r.url().startsWith('data:') && !r.url().startsWith('blob:')) this.surprises.push(`${who}: loads ${r.url()}`);
    });
    this.people.push({ who, context, page });
    return page;
  }

  /** Signs somebody in through the form. */
  async signIn(username, password = this.deployment.account(username).password, options = {}) {
    const page = await this.person(username, options);
    await page.goto(`${this.base}/login`);
    await page.locator('input[autocomplete="username"]').fill(username);
    await page.locator('input[type="password"]').fill(password);
    await page.locator('button[type="submit"]').click();
    await page.waitForURL((url) => !url.pathname.startsWith('/login'));
    return page;
  }

  /** The page has a heading and nothing on it is loading any more. (An event stream keeps the network busy for ever.) */
  async settled(page) {
    await page.locator('h1').first().waitFor();
    await page.waitForFunction(() => !document.querySelector('.ant-spin-spinning, .ant-skeleton, [aria-busy="true"]'));
  }

  /** Axe finds nothing serious on the page as it is. */
  async accessible(page) {
    await this.settled(page);
    // Through the debugger: the page's own policy forbids added scripts, as it should.
    await page.evaluate(readFileSync(this.axe, 'utf8'));
    const found = await page.evaluate(async () => {
      const result = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa'] });
      return result.violations
        .filter((v) => ['serious', 'critical'].includes(v.impact))
        .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
    });
    if (found.length > 0) throw new Error(`axe on ${page.url()}:\n  ${found.join('\n  ')}`);
  }

  /** Nothing was logged as an error, thrown, answered 5xx, or loaded from elsewhere. */
  async noSurprises() {
    if (this.surprises.length > 0) throw new Error(`surprises:\n  ${this.surprises.join('\n  ')}`);
  }

  async keepEvidence() {
    mkdirSync(evidence, { recursive: true });
    for (const { who, page } of this.people) {
      const path = join(evidence, `${this.name}-${who}`);
      await page.screenshot({ path: `${path}.png`, fullPage: true }).catch(() => {});
      writeFileSync(`${path}.txt`, `${page.url()}\n${this.surprises.join('\n')}\n`);
      console.log(`        evidence: ${path}.png`);
    }
  }

  async close() {
    for (const { context } of this.people) await context.close();
  }
}
