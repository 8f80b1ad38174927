// The server goes away in the middle of the work and comes back: it is said, and the work goes on.
import { menu } from '../screen.mjs';

const GONE = '与服务器的连接已断开，正在重试';

export default {
  'a bar says that the server is gone, the demo stays one, and what failed is there when it answers again':
    async (stage) => {
      const hq = await stage.signIn('hq');
      const branch = await stage.signIn('branch-js');
      await menu(branch, '学习班');
      const anyone = await stage.person('anyone');
      await anyone.goto(`${stage.base}/verify`);
      await stage.settled(anyone);
      await stage.deployment.halt();

      // Whoever is signed in hears of it by the stream of notices, whoever is not when they ask.
      for (const page of [hq, branch]) await page.getByText(GONE).waitFor();
      await hq.getByRole('complementary', { name: '演示环境' }).waitFor();
      // A page that was never open cannot be shown at all, a list cannot be searched.
      await hq
        .locator('.ox-staff__sider')
        .getByRole('link', { name: '操作记录', exact: true })
        .click();
      await hq.getByRole('heading', { name: '连接不上服务器' }).waitFor();
      await branch.getByRole('searchbox').fill('会计');
      await branch.getByText('网络不通').waitFor();
      await stage.picture(hq, '01-gone');
      await stage.picture(branch, '01-gone-list');
      await anyone.getByLabel('证书编号').fill('20201100000012326');
      await anyone.getByLabel('持证人姓名').fill('王小明');
      await anyone.getByRole('button', { name: '查验', exact: true }).click();
      await anyone.getByText(GONE).waitFor();
      await stage.picture(anyone, '02-gone');
      await stage.accessible(anyone);

      await stage.deployment.serve();
      for (const page of [hq, branch, anyone])
        await page.getByText(GONE).waitFor({ state: 'detached' });
      await hq.getByRole('heading', { name: '操作记录' }).waitFor();
      await branch.getByText('网络不通').waitFor({ state: 'detached' });
      // The search that failed was asked again by itself: the demo has no such class.
      await branch.getByText('没有符合条件的记录').waitFor();
      await stage.picture(hq, '03-back');
      // That a page's files could not be fetched meanwhile is what this is about.
      const expected = stage.surprises.filter((surprise) => surprise.includes('Unable to preload'));
      for (const surprise of expected) stage.surprises.splice(stage.surprises.indexOf(surprise), 1);
    },
};
