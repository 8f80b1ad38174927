// Signing in, out and around; what anyone without an account sees.
import assert from 'node:assert/strict';
import { fitsPhone } from '../screen.mjs';

export default {
  'a wrong password is told, the right one leads home, a reload stays signed in': async (stage) => {
    const page = await stage.person('hq');
    await page.goto(stage.base);
    await page.waitForURL(/login/);
    await stage.accessible(page);
    await page.locator('input[autocomplete="username"]').fill('hq');
    await page.locator('input[type="password"]').fill('wrong-password');
    await page.locator('button[type="submit"]').click();
    await page.getByText('用户名或密码').first().waitFor();
    await page.locator('input[type="password"]').fill(stage.deployment.account('hq').password);
    await page.locator('button[type="submit"]').click();
    await page.waitForURL((url) => !url.pathname.startsWith('/login'));
    await page.reload();
    await stage.settled(page);
    assert.ok(!page.url().includes('/login'), page.url());
    await stage.accessible(page);
  },

  'everybody of the demo can sign in and sees a page that axe accepts': async (stage) => {
    for (const account of stage.deployment.accounts) {
      const page = await stage.signIn(account.username);
      await stage.accessible(page);
    }
  },

  'an employer on a phone asks for a certificate that does not exist': async (stage) => {
    const page = await stage.person('employer', { phone: true });
    await page.goto(`${stage.base}/verify`);
    await stage.accessible(page);
    await fitsPhone(page);
  },
};
