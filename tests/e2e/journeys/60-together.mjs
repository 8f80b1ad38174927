// Two people at the same thing at the same time: one wins, the other is told what changed.
import assert from 'node:assert/strict';
import { front, press, row } from '../screen.mjs';

export default {
  'two edit one school: what the first changed comes to the second at its fields, what the second typed stays':
    async (stage) => {
      const open = async (who) => {
        const page = await stage.signIn(who);
        await page.goto(`${stage.base}/institutions`);
        await page.getByRole('link', { name: '江苏示范财经职业学院' }).click();
        await press(page, '修改');
        return page;
      };
      const [hq, branch] = [await open('hq'), await open('branch-js')];
      await front(hq).getByLabel('联系电话').fill('025-11112222');
      await press(front(hq), '保存');
      await hq.getByText('025-11112222').waitFor();

      await front(branch).getByLabel('联系人姓名').fill('新联系人');
      await front(branch).getByLabel('联系电话').fill('025-33334444');
      await press(front(branch), '保存');
      await front(branch).getByText('其他人刚刚修改过').waitFor();
      await press(front(branch), '载入对方的修改');
      await front(branch).getByText('您原来填的是“025-33334444”').waitFor();
      await stage.picture(branch, '01-changed-by-another');
      assert.equal(await front(branch).getByLabel('联系电话').inputValue(), '025-11112222');
      assert.equal(await front(branch).getByLabel('联系人姓名').inputValue(), '新联系人');
      await press(front(branch), '保存');
      await branch.getByText('新联系人 · 025-11112222').waitFor();
    },

  'two of HQ change one rule: the second is refused, sees what holds now, and decides again':
    async (stage) => {
      const open = async () => {
        const hq = await stage.signIn('hq');
        await hq.goto(`${stage.base}/rules`);
        await row(hq, '科目及格分数').getByRole('button', { name: '修改' }).click();
        return hq;
      };
      const save = async (page, value, reason) => {
        await front(page).getByLabel('规定', { exact: true }).fill(value);
        await front(page).getByRole('textbox', { name: /理由/ }).fill(reason);
        await press(front(page), '保存');
      };
      const [first, second] = [await open(), await open()];
      await save(first, '65', '总部会议确定及格线。');
      await row(first, '科目及格分数').getByText('65', { exact: true }).waitFor();
      await save(second, '70', '与往年保持一致。');
      await front(second).getByText('其他人刚刚修改过').waitFor();
      await stage.picture(second, '02-rule-refused');
      await press(front(second), '载入对方的修改');
      await row(second, '科目及格分数').getByText('65', { exact: true }).waitFor();
    },
};
