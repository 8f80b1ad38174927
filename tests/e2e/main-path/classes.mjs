// Classes: split, edited, kept with a reason, codes handed out, submitted, approved, started, seen by HQ.
import assert from 'node:assert/strict';
import { choose, downloaded, fitsPhone, menu, press, row } from '../screen.mjs';
import { records } from '../sheets.mjs';
import { SCHOOL, STUDENT_PASSWORD, STUDENTS, signInAdmin, story } from './story.mjs';

const A = '会计2019-甲班';
const B = '会计2019-乙班';

/** The preview's cards as [title, size]. */
async function groups(page) {
  const out = [];
  for (const card of await page.locator('.ant-card .ant-card').all()) {
    out.push([
      await card.getByLabel('班名').inputValue(),
      Number.parseInt(await card.locator('.ant-card-extra').innerText(), 10),
    ]);
  }
  return out;
}

export default {
  'an intake is split into classes, previewed, edited and kept; a class of 19 needs a reason, with the clause':
    async (stage) => {
      const admin = await signInAdmin(stage);
      await menu(admin, '学习班');
      await admin.getByRole('link', { name: '自动分班' }).first().click();
      for (const name of ['欧阳静', '司马懿德'])
        await choose(admin, admin.getByLabel('教师'), name, name);
      await admin.keyboard.press('Escape');
      await admin.getByRole('checkbox', { name: /第 1 期/ }).check();
      await press(admin, '预览');
      await admin.getByText('37 名学生分成 3 个班').waitFor();
      await stage.picture(admin, '20-split-by-rule');
      const sizes = (await groups(admin)).map(([, size]) => size);
      assert.deepEqual(sizes.toSorted(), [12, 12, 13], 'balanced by the rule');

      // Three classes are one more than there are teachers: the clerk asks for larger ones.
      await press(admin, '返回修改条件');
      await admin.getByLabel('每班人数上限').fill('19');
      await admin.getByText('不要求', { exact: true }).click();
      await press(admin, '预览');
      await admin.getByText('37 名学生分成 2 个班').waitFor();
      const large = (await groups(admin)).findIndex(([, size]) => size === 19);
      const cards = admin.locator('.ant-card .ant-card');
      await cards.nth(large).getByLabel('班名').fill(A);
      await cards
        .nth(1 - large)
        .getByLabel('班名')
        .fill(A);
      await admin.getByText('班名重复').first().waitFor();
      await cards
        .nth(1 - large)
        .getByLabel('班名')
        .fill(B);

      // Two change places; the classes keep their sizes.
      const swap = async (from, to) => {
        const list = cards.nth(from).getByRole('button', { name: /学生名单/ });
        if ((await list.getAttribute('aria-expanded')) !== 'true') await list.click();
        await cards.nth(from).getByRole('checkbox').first().check();
        await choose(admin, admin.getByLabel('移到哪个班'), to);
      };
      await swap(large, B);
      await swap(1 - large, A);
      assert.deepEqual((await groups(admin))[large], [A, 19]);
      await stage.picture(admin, '21-split-edited');
      await press(admin, '组建 2 个学习班');
      const dialog = admin.getByRole('dialog', { name: /需要说明理由/ });
      await dialog.getByText('学习班最多学生人数').waitFor();
      await dialog.getByText('二.2.(3)').waitFor();
      await stage.picture(admin, '22-override');
      await press(dialog, '说明理由并继续');
      await dialog.getByText('请写明理由，至少 4 个字').waitFor();
      await dialog
        .getByRole('textbox', { name: /理由/ })
        .fill('本校只有两名会计教师，机房可容 20 人。');
      await press(dialog, '说明理由并继续');
      await admin.waitForURL(/cohorts\?status=draft/);
      await row(admin, A).filter({ hasText: '19' }).waitFor();
      await stage.picture(admin, '23-classes');
    },

  'activation codes are exported for one class, and a student activates on a phone': async (
    stage,
  ) => {
    const admin = await signInAdmin(stage);
    await menu(admin, '学生');
    await press(admin, '激活码');
    const dialog = admin.getByRole('dialog');
    await choose(admin, dialog.getByLabel('学习班'), A);
    await dialog.getByText('表格', { exact: true }).click();
    await stage.picture(admin, '24-codes');
    const sheet = records((await downloaded(admin, () => press(dialog, '下载'))).buffer);
    assert.equal(sheet.length, 19, 'one row for each student of the class');
    await press(admin, '激活码');
    await admin.getByRole('dialog').getByText('打印小条', { exact: true }).click();
    const slips = await downloaded(admin, () => press(admin.getByRole('dialog'), '下载'));
    assert.match(slips.name, /\.html$/);

    const chosen = sheet.find((line) => line.姓名 === STUDENTS[0].name) ?? sheet[0];
    assert.match(chosen.用户名, new RegExp(chosen.学号));
    story.student = chosen.用户名;
    const student = await stage.person('student', { phone: true });
    await student.goto(`${stage.base}/activate`);
    await student.getByLabel('用户名', { exact: true }).fill(chosen.用户名);
    // As typed from a slip: small letters, no hyphen.
    await student.getByLabel('激活码', { exact: true }).fill(chosen.激活码.toLowerCase());
    await press(student, '下一步');
    await student.getByRole('checkbox').check();
    await fitsPhone(student);
    await press(student, '下一步');
    await student.getByLabel('新密码', { exact: true }).fill(STUDENT_PASSWORD);
    await student.getByLabel('再次输入新密码').fill(STUDENT_PASSWORD);
    await press(student, '激活并登录');
    await student.getByRole('heading', { name: '今日事项' }).waitFor();
    await stage.accessible(student);
    await fitsPhone(student);
    await stage.picture(student, '25-student-phone');
  },

  'the school submits, the branch looks and approves, the school starts, HQ sees it in the overview':
    async (stage) => {
      const admin = await signInAdmin(stage);
      for (const [title, over] of [
        [A, true],
        [B, false],
      ]) {
        await menu(admin, '学习班');
        await admin.getByRole('link', { name: title }).click();
        if (over) await admin.getByText('本校只有两名会计教师').waitFor();
        await press(admin, '提交审批');
        await press(admin.getByRole('dialog'), '提交审批');
        await admin.getByText('待审批').first().waitFor();
      }
      await stage.picture(admin, '26-submitted');

      const branch = await stage.signIn('branch-hb');
      await branch.getByRole('link', { name: '待审批的学习班' }).click();
      await branch.getByRole('checkbox', { name: `选择 ${B}` }).check();
      await press(branch, '批准');
      await press(branch.locator('.ant-modal-confirm'), '批准');
      await branch.getByText('成功 1，失败 0，跳过 0').waitFor();
      await press(branch.locator('.ant-modal-footer:visible'), '关闭');
      await branch.getByRole('link', { name: A }).click();
      await branch.getByText('二.2.(3)').first().waitFor();
      await stage.picture(branch, '27-branch-looks');
      await press(branch, '批准');
      await press(branch.getByRole('dialog'), '批准');
      await branch.getByText('已批准').first().waitFor();

      for (const title of [A, B]) {
        await menu(admin, '学习班');
        await admin.getByRole('link', { name: title }).click();
        await press(admin, '开始授课');
        await press(admin.getByRole('dialog'), '开始授课');
        await admin.getByText('授课中').first().waitFor();
      }
      await stage.picture(admin, '28-running');

      const hq = await stage.signIn('hq');
      await menu(hq, '全国概况');
      await press(hq, /^学习班/);
      await hq.locator('[data-region="42"]', { hasText: '2' }).click();
      await row(hq, A).filter({ hasText: SCHOOL.name }).filter({ hasText: '授课中' }).waitFor();
      await hq.goBack();
      await stage.accessible(hq);
      await stage.picture(hq, '29-overview');
    },
};
