// What a journey acts with: people, each in a browser context of their own, and checks that hold on every page.
import { mkdirSync, readFileSync } from 'node:fs';
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
    this.answers = [];
  }

  /**
   * Somebody with a browser; `phone` gives them a small screen. They want no motion: on a busy machine a dialog can move
   * between the two halves of a click.
   */
  async person(who, { phone = false } = {}) {
    const context = await this.browser.newContext({
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      acceptDownloads: true,
      reducedMotion: 'reduce',
      viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    });
    const page = await context.newPage();
    this.watch(who, page);
    this.people.push({ who, context, page });
    return page;
  }

  watch(who, page) {
    // Bounds how long something may stay away on a busy machine; nothing waits for it to pass.
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (e) => this.surprises.push(`${who}: ${e.message}`));
    page.on('console', (m) => {
      // A refused request is part of many journeys; what the program itself complains of is not.
      if (m.type() === 'error' && !m.text().startsWith('Failed to load resource'))
        this.surprises.push(`${who}: ${m.text()}`);
    });
    page.on('response', (r) => {
      const path = new URL(r.url()).pathname;
      if (path.startsWith('/api/'))
        this.answers.push({ page, told: `${r.request().method()} ${path} ${r.status()}` });
      if (r.status() >= 500)
        this.surprises.push(`${who}: ${r.status()} ${r.request().method()} ${r.url()}`);
      // The browser's own reader of PDFs is an extension of it.
      const own = [this.base, 'data:', 'blob:', 'chrome:', 'chrome-extension:'];
      if (!own.some((start) => r.url().startsWith(start)))
        this.surprises.push(`${who}: loads ${r.url()}`);
    });
  }

  /** Another tab of somebody who is there already. */
  async tab(page) {
    const { who } = this.people.find((one) => one.page.context() === page.context());
    const tab = await page.context().newPage();
    this.watch(who, tab);
    return tab;
  }

  /** Signs somebody in through the form; demo accounts need no password to be named. */
  async signIn(username, password = this.deployment.account(username).password, options = {}) {
    const page = await this.person(username, options);
    await page.goto(`${this.base}/login`);
    await page.locator('input[autocomplete="username"]').fill(username);
    await page.locator('input[type="password"]').fill(password);
    await page.locator('button[type="submit"]').click();
    await page.waitForURL((url) => !url.pathname.startsWith('/login'));
    return page;
  }

  /** A request as somebody's browser could send it, past the screens: signed in anew by the session's cookie. */
  async asks(page, method, path, headers = {}, body = undefined) {
    return page.evaluate(
      async (it) => {
        const renewed = await fetch('/api/v1/auth/refresh', {
          method: 'POST',
          credentials: 'same-origin',
        });
        const { access_token } = await renewed.json();
        const answer = await fetch(it.path, {
          method: it.method,
          headers: {
            authorization: `Bearer ${access_token}`,
            'content-type': 'application/json',
            ...it.headers,
          },
          ...(it.body ? { body: JSON.stringify(it.body) } : {}),
        });
        return { status: answer.status, body: await answer.json().catch(() => undefined) };
      },
      { method, path, headers, body },
    );
  }

  /** The page has a heading and nothing on it is loading any more. (An event stream keeps the network busy for ever.) */
  async settled(page) {
    await page.locator('h1').first().waitFor();
    // A window that was resized tells so with its next frame: until then the page is that of the former size.
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    await page.waitForFunction(
      () => !document.querySelector('.ant-spin-spinning, .ant-skeleton, [aria-busy="true"]'),
    );
    // What fades has other contrasts than what stands.
    await page.waitForFunction(() =>
      document
        .getAnimations()
        .every(
          (a) => a.playState !== 'running' || a.effect.getComputedTiming().iterations === Infinity,
        ),
    );
  }

  /** Axe finds nothing serious on the page as it is, and what is read aloud is in the language of the page. */
  async accessible(page) {
    await this.settled(page);
    const foreign = await page.evaluate(() =>
      document.documentElement.lang === 'zh-CN'
        ? [...document.querySelectorAll('[aria-label]')]
            .map((one) => one.getAttribute('aria-label'))
            .filter((label) => /[A-Za-z]{3}/.test(label) && !/\p{Script=Han}/u.test(label))
        : [],
    );
    if (foreign.length > 0)
      throw new Error(
        `English is read aloud on ${page.url()}: ${[...new Set(foreign)].join(', ')}`,
      );
    // Through the debugger: the page's own policy forbids added scripts, as it should.
    if (!(await page.evaluate(() => 'axe' in window)))
      await page.evaluate(readFileSync(this.axe, 'utf8'));
    const found = await page.evaluate(async () => {
      const result = await window.axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa'],
        resultTypes: ['violations'],
      });
      return result.violations
        .filter((v) => ['serious', 'critical'].includes(v.impact))
        .map(
          (v) =>
            `${v.id}: ${v.nodes
              .slice(0, 3)
              .map((n) => n.target.join(' '))
              .join(' | ')}`,
        );
    });
    if (found.length > 0) throw new Error(`axe on ${page.url()}:\n  ${found.join('\n  ')}`);
  }

  /** Nothing was logged as an error, thrown, answered 5xx, or loaded from elsewhere. */
  async noSurprises() {
    if (this.surprises.length > 0) throw new Error(`surprises:\n  ${this.surprises.join('\n  ')}`);
  }

  /** Keeps a picture of a step where ONEX_TEST_PICTURES asks for them, to look at what people see. */
  async picture(page, name) {
    if (!process.env.ONEX_TEST_PICTURES) return;
    mkdirSync(evidence, { recursive: true });
    await page.screenshot({
      path: join(evidence, `${this.name.replace(/-\d+$/, '')}-${name}.png`),
      fullPage: true,
      animations: 'disabled',
    });
  }

  /** A picture for each person; and in words, for whoever has the output alone, where they are and what was answered last. */
  async keepEvidence() {
    mkdirSync(evidence, { recursive: true });
    for (const one of this.surprises) console.log(`        surprise: ${one}`);
    for (const [n, { who, page }] of this.people.entries()) {
      const path = join(evidence, `${this.name}-${n + 1}-${who}.png`);
      await page.screenshot({ path, fullPage: true }).catch(() => {});
      const words = await page
        .locator('h1, [role="alert"], [role="dialog"], .ant-message-notice')
        .allInnerTexts()
        .catch(() => []);
      console.log(`        ${who} at ${page.url()}, picture: ${path}`);
      for (const text of words) console.log(`          reads: ${text.replaceAll(/\s+/g, ' ')}`);
      const own = this.answers.filter((one) => one.page === page);
      for (const { told } of own.slice(-8)) console.log(`          asked: ${told}`);
    }
  }

  async close() {
    for (const { context } of this.people) await context.close();
  }
}
