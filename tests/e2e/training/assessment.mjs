// The test, the design, the end of the class; experts, their lead, the certificate, the board.
import assert from 'node:assert/strict';
import { choose, downloaded, fitsPhone, front, menu, press, row } from '../screen.mjs';
import { records, scan } from '../sheets.mjs';
import {
  at,
  behind,
  CLASS,
  SCHOOL,
  signInTeacher,
  story,
  TEACHER,
  TEACHERS,
  TITLE,
} from './story.mjs';

const DESIGN = '小规模企业代理记账：票据整理与录入';
/** What is right in the demo's paper, by what is asked. */
const RIGHT = {
  '小规模纳税人的会计记账，在社会共享初级代理实务中由谁完成？': ['代理记账机构'],
  '票据整理之后，下一步是什么？': ['票据录入与审核'],
  '下列哪些属于社会共享初级外包服务的内容？': ['票据外包', '薪税外包'],
  '教学设计应当说明每个环节如何使用平台完成。': ['对'],
  '直播课的出勤不计入学习记录。': ['错'],
};

/** A PDF of one empty page, of which nobody can tell who made it. */
function pdf() {
  let text = '%PDF-1.4\n';
  const places = [];
  for (const object of [
    '1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n',
    '2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n',
    '3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n',
  ]) {
    places.push(text.length);
    text += object;
  }
  const table = text.length;
  text += `xref\n0 4\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`;
  return Buffer.from(`${text}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
}

/** Gives the right answer to the question at hand. */
async function answer(page) {
  const stem = await page.locator('.ant-card .ant-typography').first().innerText();
  const right = RIGHT[stem.trim()];
  assert.ok(right, `nobody knows the answer to ${stem}`);
  const role = right.length > 1 ? 'checkbox' : 'radio';
  for (const option of right) await page.getByRole(role, { name: option, exact: true }).check();
  await page.getByRole('status').filter({ hasText: '已保存' }).waitFor();
}

export default {
  'the branch sets the test; a participant answers on a phone, loads the page again in the middle, and hands in':
    async (stage) => {
      const branch = await stage.signIn('branch-js');
      await branch.goto(`${stage.base}/training/batches/${story.batch}?tab=test`);
      await press(branch, '设置测验');
      const form = front(branch);
      await choose(branch, form.getByLabel('试卷'), '在线师资研修 测验卷 A');
      await form.getByLabel('开放时间').fill('2020-03-16T08:00');
      await form.getByLabel('截止时间').fill('2020-03-18T18:00');
      await press(form, '保存');
      await branch.getByText('在线师资研修 测验卷 A', { exact: true }).waitFor();

      await at(stage, '2020-03-16T09:00:00+08:00');
      const teacher = await signInTeacher(stage);
      await teacher.goto(`${stage.base}/my-training`);
      await teacher.getByRole('link', { name: '在线测验' }).click();
      await press(teacher, '开始作答');
      await press(teacher.locator('.ant-modal-confirm'), '开始作答');
      await teacher.getByText('第 1 题，共 5 题').waitFor();
      await teacher
        .getByRole('timer')
        .filter({ hasText: /剩余 (30:00|29:5)/ })
        .waitFor();
      await answer(teacher);
      await stage.accessible(teacher);
      await fitsPhone(teacher);
      await stage.picture(teacher, '20-question');

      await teacher.reload();
      await teacher.getByText('已答 1 / 5').waitFor();
      for (let n = 2; n <= 5; n += 1) {
        await press(teacher, '下一题');
        await teacher.getByText(`第 ${n} 题，共 5 题`).waitFor();
        await answer(teacher);
      }
      await press(teacher, '检查并交卷');
      await teacher.getByText('全部题目都已作答。').waitFor();
      await stage.picture(teacher, '21-review');
      await press(teacher, '交卷');
      await press(teacher.locator('.ant-modal-confirm'), '交卷');
      await teacher.getByText('第 1 次：已交卷，100.00 分').waitFor();
    },

  'a teaching design is uploaded on a phone: what is no document is refused, a second version takes the place of the first':
    async (stage) => {
      const teacher = await signInTeacher(stage);
      await teacher.goto(`${stage.base}/my-training/design`);
      const send = (name, buffer) =>
        teacher
          .locator('input[type="file"]')
          .setInputFiles({ name, mimeType: 'application/pdf', buffer });
      await send('教学设计.pdf', scan(40, 60));
      await field(teacher).fill(DESIGN);
      await press(teacher, '提交');
      await teacher.getByRole('alert').waitFor();
      await stage.picture(teacher, '22-wrong-type');
      for (const [n, button] of ['提交', '提交新版本'].entries()) {
        await send('教学设计.pdf', pdf());
        await press(teacher, button);
        await teacher.getByText(`第 ${n + 1} 版`).waitFor();
      }
      await stage.accessible(teacher);
      await fitsPhone(teacher);
      await stage.picture(teacher, '23-design');
    },

  'the class is finished once every hour is held and attended': async (stage) => {
    const trainer = await behind(stage, 'trainer1');
    await at(stage, '2020-03-19T18:00:00+08:00');
    const { items } = await trainer.get(
      `/live-sessions?class_kind=training_class&class_id=${story.class}&status=planned&limit=200`,
    );
    assert.equal(items.length, 9);
    for (const session of items) {
      const time = { started_at: session.starts_at, ended_at: session.ends_at };
      await trainer.post(`/live-sessions/${session.id}/hold`, time, session.version);
      const path = `/live-sessions/${session.id}/attendance`;
      const { rows, version } = await trainer.get(path);
      assert.equal(rows.length, TEACHERS.length);
      const minutes = session.minutes;
      const entered = { rows: rows.map(({ user_id }) => ({ user_id, minutes })) };
      await trainer.ask('PUT', path, entered, version);
    }
    const page = await stage.signIn('trainer1');
    await page.goto(`${stage.base}/training/classes/${story.class}`);
    await stage.picture(page, '24-held');
    await press(page, '结束');
    await stage.settled(page);
    await press(page.getByRole('dialog', { name: `结束 ${CLASS}` }), '结束');
    await page.getByText('已结束').first().waitFor();
  },

  'HQ names the group and gives out the designs; two experts score, of whom neither learns whose it is':
    async (stage) => {
      await at(stage, '2020-03-21T09:00:00+08:00');
      const hq = await stage.signIn('hq');
      await hq.goto(`${stage.base}/training/batches/${story.batch}?tab=panel`);
      await press(hq, '调整专家组');
      for (const [n, name] of ['评审专家甲', '评审专家乙', '专家组组长'].entries()) {
        await press(front(hq), '添加专家');
        await choose(hq, front(hq).getByLabel('专家', { exact: true }).nth(n), name);
      }
      await front(hq).getByLabel('组长').nth(2).check();
      // The lead judges no design, so that the lead can confirm.
      await stage.picture(hq, '25-panel');
      await press(front(hq), '保存');
      await row(hq, '专家组组长').waitFor();
      await press(hq, '分配教学设计');
      const dialog = hq.getByRole('dialog', { name: '分配教学设计' });
      await dialog.getByText('将把 1 份教学设计分给专家，共 2 份评审。').waitFor();
      await dialog.getByText('13 人没有提交教学设计。').waitFor();
      await stage.picture(hq, '26-allocate');
      await press(dialog, '分配教学设计');
      await hq.getByText('已分配 2 份评审').waitFor();

      for (const [username, points, remarks] of [
        ['expert1', [14, 27, 22, 13, 12], '结构清楚，平台操作与目标一致。'],
        ['expert2', [13, 25, 20, 12, 13], '评价环节可以再具体。'],
      ]) {
        const expert = await stage.signIn(username);
        await expert.getByRole('link', { name: '待评审的教学设计' }).click();
        await expert.getByRole('row').getByRole('link').first().click();
        const scores = expert.getByRole('table', { name: '评分标准' }).getByRole('textbox');
        for (const [n, one] of points.entries()) await scores.nth(n).fill(String(one));
        await expert.getByLabel('评语').fill(remarks);
        const seen = await expert.locator('body').innerText();
        for (const secret of [TEACHER.name, TEACHER.number, SCHOOL])
          assert.ok(!seen.includes(secret), `the expert sees ${secret}`);
        await stage.accessible(expert);
        await stage.picture(expert, `27-${username}`);
        await press(expert, '提交评审');
        await press(expert.locator('.ant-modal-confirm'), '提交评审');
        await expert.getByText('已提交', { exact: true }).first().waitFor();
      }
    },

  'the lead confirms what the three parts come to; the participant sees how': async (stage) => {
    const lead = await stage.signIn('expert3');
    await lead.getByRole('link', { name: '待确认的综合评定' }).click();
    await lead.getByRole('row').filter({ hasText: '待确认' }).getByRole('link').first().click();
    for (const part of ['平时学习记录', '在线测试', '教学设计'])
      await lead.getByText(part).first().waitFor();
    await lead.getByText('相差 5 分，不超过 15 分，取平均。').waitFor();
    const seen = await lead.locator('body').innerText();
    for (const secret of [TEACHER.name, SCHOOL])
      assert.ok(!seen.includes(secret), `the lead sees ${secret}`);
    await stage.accessible(lead);
    await stage.picture(lead, '28-judgement');
    await press(lead, '确认合格');
    await press(lead.getByRole('dialog'), '确认合格');
    await lead.getByText('已确认').first().waitFor();

    const teacher = await signInTeacher(stage);
    await teacher.goto(`${stage.base}/my-training`);
    await teacher.getByText('综合评定结果').waitFor();
    await teacher.getByText('评价环节可以再具体。').waitFor();
    await stage.accessible(teacher);
    await fitsPhone(teacher);
    await stage.picture(teacher, '29-result');
  },

  'one certifier prepares, another approves and issues; anybody verifies the certificate': async (
    stage,
  ) => {
    const first = await stage.signIn('certifier1');
    await menu(first, '发证批次');
    await first.getByRole('button', { name: '准备发证批次' }).first().click();
    await front(first)
      .getByRole('radio', { name: /^师资研修/ })
      .check();
    await press(front(first), '开始准备');
    await first.getByText('可颁发 1', { exact: true }).waitFor();
    await first.getByText('须由另一位培训认证人员批准').waitFor();
    assert.equal(await first.getByRole('button', { name: '批准' }).count(), 0);
    await stage.picture(first, '30-run');

    const second = await stage.signIn('certifier2');
    await second.getByRole('link', { name: '待批准的发证批次' }).click();
    await second.getByRole('row').filter({ hasText: '师资研修' }).getByRole('link').first().click();
    await press(second, '批准');
    await press(second.locator('.ant-modal-confirm'), '批准');
    await second.getByText('待颁发').first().waitFor();
    await press(second, '颁发');
    await press(second.locator('.ant-modal-confirm'), '颁发');
    await second.getByText('已颁发 1 张证书', { exact: true }).waitFor();
    const link = row(second, TEACHER.name).getByRole('link').last();
    story.number = (await link.innerText()).trim();
    await stage.picture(second, '31-issued');

    const employer = await stage.person('employer', { phone: true });
    await employer.goto(`${stage.base}/verify`);
    await employer.getByLabel('证书编号').fill(story.number);
    await employer.getByLabel('持证人姓名').fill(TEACHER.name);
    await press(employer, '查验');
    await employer.getByRole('heading', { name: '证书有效' }).waitFor();
    await employer.getByText('培训合格证').first().waitFor();
    await stage.accessible(employer);
    await fitsPhone(employer);
    await stage.picture(employer, '32-verified');
  },

  'the board shows the numbers, leads to their rows and exports them': async (stage) => {
    const hq = await stage.signIn('hq');
    await menu(hq, '研修看板');
    await hq.getByRole('tab', { name: '第 3 期' }).click();
    const table = hq.getByRole('table').last();
    const line = table.getByRole('row').filter({ hasText: '江苏' });
    // Three of the demo's batch are enrolled as well.
    await line.getByRole('link', { name: '17', exact: true }).waitFor();
    const cells = await line.getByRole('cell').allInnerTexts();
    assert.deepEqual(cells.slice(1), ['17', '0', '1', '26', '0', '0', '1']);
    await stage.accessible(hq);
    await stage.picture(hq, '33-board');
    const board = records((await downloaded(hq, () => press(hq, '导出'))).buffer);
    assert.equal(board.length, 1);
    assert.equal(board[0].已获证, '1');
    const plan = records((await downloaded(hq, () => press(hq, '导出国培学时'))).buffer);
    assert.equal(plan.length, TEACHERS.length);
    const own = plan.find((entry) => entry.姓名 === TEACHER.name);
    assert.equal(own.班级, CLASS);
    assert.equal(own.证书编号.replaceAll('-', ''), story.number.replaceAll('-', ''));
    await line.getByRole('link', { name: '17', exact: true }).click();
    await row(hq, TEACHER.name).filter({ hasText: TITLE }).waitFor();
  },
};

function field(page) {
  return page.getByLabel('标题');
}
