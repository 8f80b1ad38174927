// Accounts: several roles, languages, lost sessions, reset passwords, devices, third-party systems; the audit has it all.
import assert from 'node:assert/strict';
import { choose, front, giveReason, menu, press, row } from '../screen.mjs';

const NEW_PASSWORD = 'xin-mi-ma-2020';

async function openUser(page, base, username, name) {
  await page.goto(`${base}/users?q=${username}`);
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
}

/** The value beside a label of the dialog at the front. */
const told = async (page, label) =>
  (
    await page
      .getByRole('dialog')
      .locator('.ant-descriptions-row', { hasText: label })
      .locator('.ant-descriptions-item-content')
      .innerText()
  ).trim();

export default {
  'somebody given a second role switches to it, and loses it when it is withdrawn': async (
    stage,
  ) => {
    const hq = await stage.signIn('hq');
    await openUser(hq, stage.base, 'trainer1', '培训师甲');
    await press(hq, '授予身份');
    await choose(hq, front(hq).getByLabel('身份', { exact: true }), '专家');
    await press(front(hq), '授予身份');
    await row(hq, '专家').waitFor();
    await stage.accessible(hq);
    await stage.picture(hq, '01-grants');

    const trainer = await stage.signIn('trainer1');
    await trainer.getByRole('button', { name: /切换身份/ }).click();
    await trainer.getByRole('menuitem', { name: /专家/ }).click();
    await trainer.getByRole('button', { name: /切换身份，当前：专家/ }).waitFor();
    await trainer.reload();
    await trainer.getByRole('button', { name: /切换身份，当前：专家/ }).waitFor();
    await stage.picture(trainer, '02-switched');

    await row(hq, '专家').getByRole('button', { name: '撤销' }).click();
    await giveReason(hq, '撤销', '评审工作已结束。');
    await row(hq, '专家').waitFor({ state: 'detached' });
    await trainer.reload();
    await trainer.getByText('培训师 · 江苏').waitFor();
  },

  'the language switches for good': async (stage) => {
    const page = await stage.signIn('editor');
    await page.getByRole('button', { name: /的菜单/ }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByRole('link', { name: 'Home', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Home', exact: true }).waitFor();
    await stage.accessible(page);
    await stage.picture(page, '03-english');
  },

  'a session lost in the middle of a form keeps what was typed': async (stage) => {
    const page = await stage.signIn('branch-js');
    await menu(page, '学校');
    await page.getByRole('button', { name: '开通学校' }).first().click();
    const form = page.getByRole('dialog', { name: '开通学校' });
    await form.getByLabel('学校名称').fill('金陵示例学校');
    await form.getByLabel('统一社会信用代码').fill('1');
    await form.getByText('高职', { exact: true }).click();
    await form.getByLabel('联系人姓名').fill('王老师');
    await form.getByLabel('联系电话').fill('025-80000000');
    await form.getByLabel('管理员姓名').fill('李明');

    const other = await stage.signIn('branch-js');
    await other.goto(`${stage.base}/account`);
    await stage.accessible(other);
    await row(other, '当前设备').waitFor();
    await stage.picture(other, '04-devices');
    const mine = other
      .getByRole('row')
      .filter({ has: other.getByRole('button', { name: '下线' }) });
    await mine.first().getByRole('button', { name: '下线' }).click();
    await other.locator('.ant-popconfirm').getByRole('button', { name: '下线' }).click();
    await mine.first().waitFor({ state: 'detached' });

    // Without the mouse: a request of the page's own may have told it first, and then the dialog is in front of the button.
    await form.getByRole('button', { name: '开通并邀请管理员' }).evaluate((one) => one.click());
    const lost = page.getByRole('dialog', { name: '登录已过期' });
    await lost.waitFor();
    await stage.picture(page, '05-session-lost');
    await lost
      .getByLabel('密码', { exact: true })
      .fill(stage.deployment.account('branch-js').password);
    await press(lost, '继续');
    // The request goes on where it stood, and what was typed is judged.
    await form.getByText('统一社会信用代码应为 18 位').waitFor();
    assert.equal(await form.getByLabel('学校名称').inputValue(), '金陵示例学校');
    assert.equal(await form.getByLabel('联系人姓名').inputValue(), '王老师');
  },

  'an administrator in scope resets a password; the old one and its devices are out, a code lets its holder in':
    async (stage) => {
      const teacher = await stage.signIn('teacher1');
      const school = await stage.signIn('school-js');
      await openUser(school, stage.base, 'teacher1', '沈老师');
      await press(school, '重置密码');
      await press(school.locator('.ant-modal-confirm'), '重置密码');
      await school.getByRole('dialog', { name: '请把激活码交给本人' }).waitFor();
      const code = await told(school, '激活码');
      await stage.picture(school, '06-reset');

      await teacher.goto(`${stage.base}/account`);
      await teacher.waitForURL(/login/);
      const again = await stage.person('teacher1');
      await again.goto(`${stage.base}/login`);
      await again.locator('input[autocomplete="username"]').fill('teacher1');
      await again
        .locator('input[type="password"]')
        .fill(stage.deployment.account('teacher1').password);
      await press(again, '登录');
      await again.getByRole('alert').waitFor();
      await again.goto(`${stage.base}/activate?username=teacher1&code=${code}`);
      await press(again, '下一步');
      await again.getByRole('checkbox').check();
      await press(again, '下一步');
      await again.getByLabel('新密码', { exact: true }).fill(NEW_PASSWORD);
      await again.getByLabel('再次输入新密码').fill(NEW_PASSWORD);
      await press(again, '激活并登录');
      await again.getByRole('heading', { name: '今日事项' }).waitFor();
    },

  'a third-party system gets a secret that is shown once, reads what it may with it, and is shut out':
    async (stage) => {
      const hq = await stage.signIn('hq');
      await menu(hq, '接口客户端');
      await hq.getByRole('button', { name: '新建客户端' }).first().click();
      await front(hq).getByLabel('名称').fill('省教育平台');
      await front(hq).getByRole('checkbox', { name: '学校' }).check();
      await press(front(hq), '保存');
      await hq.getByRole('dialog', { name: '请保存密钥' }).waitFor();
      const [id, secret] = [await told(hq, '客户端编号'), await told(hq, '密钥')];
      await stage.picture(hq, '07-secret');
      await press(hq.getByRole('dialog'), '已保存');
      await row(hq, '省教育平台').waitFor();
      await stage.accessible(hq);
      assert.equal(await hq.getByText(secret).count(), 0);
      await hq.reload();
      await row(hq, '省教育平台').waitFor();
      assert.equal(await hq.getByText(secret).count(), 0);

      const token = () =>
        fetch(`${stage.base}/api/v1/oauth/token`, {
          method: 'POST',
          body: new URLSearchParams({
            grant_type: 'client_credentials',
            client_id: id,
            client_secret: secret,
          }),
        });
      const granted = await token();
      assert.equal(granted.status, 200);
      const { access_token } = await granted.json();
      const get = (path) =>
        fetch(`${stage.base}/api/v1/${path}`, {
          headers: { authorization: `Bearer ${access_token}` },
        });
      assert.equal((await get('institutions')).status, 200);
      assert.equal((await get('students')).status, 403);

      await row(hq, '省教育平台').getByRole('button', { name: '吊销' }).click();
      await press(hq.locator('.ant-modal-confirm'), '吊销');
      await row(hq, '省教育平台').getByText('已吊销', { exact: true }).waitFor();
      assert.equal((await token()).status, 401);
    },

  'the audit tells who did all of this': async (stage) => {
    const hq = await stage.signIn('hq');
    await menu(hq, '操作记录');
    const find = async (noun, ...events) => {
      await choose(hq, hq.getByLabel('操作', { exact: true }), noun, noun);
      for (const [who, action] of events)
        await row(hq, who).filter({ hasText: action }).first().waitFor();
      await stage.picture(hq, `08-audit-${noun}`);
    };
    await find('账号', ['学校管理员甲', /重置密码|user\.reset_password/]);
    await find('授权', ['总部管理员', /授予|grant\.give/], ['总部管理员', /收回|grant\.withdraw/]);
    await find(
      '接口客户端',
      ['总部管理员', /新建|api_client\.create/],
      ['总部管理员', /撤销|吊销|api_client\.revoke/],
    );
    await stage.accessible(hq);
  },
};
