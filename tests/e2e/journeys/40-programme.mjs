// HQ keeps the programme: calendar, rules, exam dates; whoever is affected hears of it at once.
import assert from 'node:assert/strict';
import { choose, front, menu, press, row } from '../screen.mjs';

/** The number on the bell. */
const unread = (page, count) =>
  page.getByRole('button', { name: `通知，${count} 条未读` }).waitFor();

export default {
  'an exam date moved reaches those affected while they look, in both of their tabs, and is read in both':
    async (stage) => {
      const school = await stage.signIn('school-js');
      await school.goto(`${stage.base}/notices`);
      await press(school, '全部标为已读');
      await unread(school, 0);
      const tab = await stage.tab(school);
      await tab.goto(`${stage.base}/cohorts`);
      await unread(tab, 0);

      const hq = await stage.signIn('hq');
      await menu(hq, '本期日历');
      await stage.accessible(hq);
      await stage.picture(hq, '01-calendar');
      await row(hq, '第 2 次考试').getByRole('button', { name: '调整日期' }).click();
      await front(hq).getByLabel('新日期').fill('2020-06-28');
      await press(front(hq), '调整并通知');
      await front(hq).getByText('请写明理由，至少 4 个字').waitFor();
      await front(hq).getByRole('textbox', { name: /理由/ }).fill('原定日期为端午节假期。');
      await stage.picture(hq, '02-move');
      await press(front(hq), '调整并通知');
      await row(hq, '第 2 次考试').filter({ hasText: '2020年6月28日' }).waitFor();

      await unread(school, 1);
      await unread(tab, 1);
      await school.getByRole('button', { name: '通知，1 条未读' }).click();
      await school
        .getByText(/第 2 次考试由 .*6.*27.* 调整至 .*6.*28.*。原因：原定日期为端午节假期。/)
        .waitFor();
      await stage.picture(school, '03-notice');
      await press(school, '标为已读');
      await unread(school, 0);
      await unread(tab, 0);
      await school.reload();
      await unread(school, 0);
    },

  'a calendar window changes with a reason and stands in the history': async (stage) => {
    const hq = await stage.signIn('hq');
    await menu(hq, '本期日历');
    await press(hq, '编辑日历');
    const form = front(hq);
    // Windows stand in the order of their beginnings: the first is the first opening of the platform.
    await form.getByLabel('结束').first().fill('2020-04-12');
    await form.getByRole('textbox', { name: /理由/ }).fill('平台开放至模拟考试结束。');
    await stage.picture(hq, '04-edit-calendar');
    await press(form, '保存');
    await row(hq, '平台开放').filter({ hasText: '2020年4月12日' }).waitFor();
    await hq.getByRole('link', { name: '变更历史' }).click();
    await hq.getByText('平台开放至模拟考试结束。').first().waitFor();
    await hq.getByText('原定日期为端午节假期。').first().waitFor();
    await stage.accessible(hq);
    await stage.picture(hq, '05-history');
  },

  'a rule is set for one region with a reason; that region has it, the others have the country’s':
    async (stage) => {
      const hq = await stage.signIn('hq');
      await menu(hq, '规则');
      await stage.accessible(hq);
      await row(hq, '学习班最多学生人数').getByRole('button', { name: '地区' }).click();
      await press(front(hq), '设置地区规定');
      const form = hq.getByRole('dialog', { name: '设置地区规定' });
      await choose(hq, form.getByLabel('地区'), '湖北', '湖北');
      await form.getByLabel('规定', { exact: true }).fill('24');
      await form.getByRole('textbox', { name: /理由/ }).fill('疫情严重地区优先，专项解决方案。');
      await press(form, '保存');
      await front(hq).getByText('疫情严重地区优先，专项解决方案。').waitFor();
      await stage.picture(hq, '06-regional');

      for (const [who, limit] of [
        ['branch-hb', /24.*湖北专项/],
        ['branch-js', /18(?!.*专项)/],
      ]) {
        const branch = await stage.signIn(who);
        await branch.goto(`${stage.base}/rules`);
        await row(branch, '学习班最多学生人数').filter({ hasText: limit }).waitFor();
        assert.equal(await branch.getByRole('button', { name: '修改' }).count(), 0);
      }
    },
};
