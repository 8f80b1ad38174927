// Sessions are planned, the class starts, a session is held, guidance is given, work is set and handed in.
import assert from 'node:assert/strict';
import { choose, fitsPhone, front, press, row } from '../screen.mjs';
import { csv } from '../sheets.mjs';
import { at, CLASS, signInTeacher, story, TEACHER, TEACHERS } from './story.mjs';

const LESSON = '代理实务：票据与记账';
const ROOM = 'https://meeting.example.com/dm/abc';
const QUESTION = '教学设计里，平台操作记录怎样作为评价依据？';
const TASK = '业务分析一则';

/** Plans a session of 90 minutes at a cell of the week grid. */
async function plan(page, cell, title, host) {
  await page.getByRole('gridcell', { name: cell }).click();
  const form = front(page);
  await form.getByLabel('主题').fill(title);
  await choose(page, form.getByLabel('主讲'), host);
  await form.getByLabel('链接地址').fill(ROOM);
  await press(form, '保存');
}

export default {
  'two trainers plan on the week grid until the hours of the rule are reached; what is taken is refused':
    async (stage) => {
      const first = await stage.signIn('trainer1');
      await first.goto(`${stage.base}/training/classes/${story.class}`);
      await first.getByRole('link', { name: '直播课表' }).click();
      await first.getByRole('heading', { name: `${CLASS} · 直播课表` }).waitFor();
      await first.getByText('还差 24 学时').waitFor();
      await plan(first, /3月9日.*10:00–10:30/, LESSON, '培训师甲');
      await first.getByText('还差 22 学时').waitFor();

      await press(first, '按周自动排课');
      const fill = front(first);
      await fill.getByLabel('从', { exact: true }).fill('14:00');
      await fill.getByLabel('到', { exact: true }).fill('16:15');
      await fill.getByLabel('主题').fill('平台实操');
      await choose(first, fill.getByLabel('主讲'), '培训师甲');
      await fill.getByLabel('链接地址').fill(ROOM);
      await press(fill, '预览');
      const proposed = fill.getByRole('list', { name: '拟安排的时间' }).getByRole('listitem');
      await proposed.first().waitFor();
      assert.equal(await proposed.count(), 8, 'seven of 135 minutes and one of 45');
      await stage.picture(first, '10-fill');
      await press(fill, '确认安排 8 次');
      await first.getByText('已达到规定').waitFor();
      await stage.accessible(first);
      await stage.picture(first, '11-week');

      const second = await stage.signIn('trainer2');
      await second.goto(`${stage.base}/live-plans/training_class/${story.class}`);
      await plan(second, /3月10日.*13:00–13:30/, '答疑', '培训师乙');
      await front(second)
        .getByText(/本班.*14:00.*已安排/)
        .waitFor();
      await stage.picture(second, '12-taken');
      await front(second).getByLabel('开始时间').fill('2020-03-10T09:00');
      await front(second).getByLabel('结束时间').fill('2020-03-10T10:30');
      await press(front(second), '保存');
      await second.getByRole('button', { name: /答疑/ }).waitFor();
      await second.getByText('26 / 24 学时').waitFor();
    },

  'the class starts on its first day; a participant asks on a phone and is answered': async (
    stage,
  ) => {
    await at(stage, '2020-03-09T09:20:00+08:00');
    const trainer = await stage.signIn('trainer1');
    await trainer.goto(`${stage.base}/training/classes/${story.class}`);
    await press(trainer, '开班');
    await stage.settled(trainer);
    await press(trainer.getByRole('dialog', { name: `${CLASS} 开班` }), '开班');
    await trainer.getByText('研修中').first().waitFor();

    const teacher = await signInTeacher(stage);
    await teacher.goto(`${stage.base}/my-training`);
    await teacher.getByText(LESSON).first().waitFor();
    await press(teacher, '请求指导');
    await front(teacher).getByLabel('问题').fill(QUESTION);
    await press(front(teacher), '发送');
    await teacher.getByText('待答复').waitFor();
    await stage.accessible(teacher);
    await fitsPhone(teacher);
    await stage.picture(teacher, '13-my-training');

    const second = await stage.signIn('trainer2');
    await second.getByRole('link', { name: '待答复的指导请求' }).click();
    await row(second, QUESTION)
      .getByRole('button', { name: `答复${TEACHER.name}的提问` })
      .click();
    await front(second).getByLabel('时长（分钟）').fill('15');
    await front(second).getByLabel('答复内容').fill('导出操作记录，按步骤给分，视频中已演示。');
    await stage.picture(second, '14-answer');
    await press(front(second), '保存');
    await second.getByText('已登记指导').waitFor();

    await teacher.reload();
    await teacher.getByText('导出操作记录，按步骤给分，视频中已演示。').waitFor();
    await teacher.getByText(/共 1 次、15 分钟/).waitFor();
  },

  'a session is held, and its attendance comes from the file of the meeting, with one name chosen by hand':
    async (stage) => {
      await at(stage, '2020-03-09T12:30:00+08:00');
      const trainer = await stage.signIn('trainer1');
      await trainer.goto(`${stage.base}/live-plans/training_class/${story.class}`);
      await trainer.getByRole('button', { name: new RegExp(LESSON) }).click();
      await trainer.getByRole('heading', { name: LESSON }).waitFor();
      await press(trainer, '记录授课时间');
      await press(front(trainer), '保存');
      await trainer.getByText('已授课').first().waitFor();
      const stays = TEACHERS.slice(1).map(({ name }) => [
        `${name}(江苏)`,
        '2020-03-09 09:58:00',
        '2020-03-09 11:30:00',
      ]);
      stays.push(['华为手机', '2020-03-09 10:05:00', '2020-03-09 11:30:00']);
      await trainer.locator('input[type="file"]').setInputFiles({
        name: '成员参会明细.csv',
        mimeType: 'text/csv',
        buffer: csv([['用户昵称（入会昵称）', '入会时间', '退会时间'], ...stays]),
      });
      await trainer.getByText('还有 1 行需要您选择学员或忽略，之后才能采用。').waitFor();
      await stage.accessible(trainer);
      await stage.picture(trainer, '15-attendance-file');
      await choose(trainer, trainer.getByLabel(/“华为手机”对应的学员/), TEACHER.name);
      await press(trainer, '采用');
      await trainer.getByText('已记录 14 人的考勤').waitFor();
      await row(trainer, TEACHER.name).filter({ hasText: '考勤文件' }).first().waitFor();
      await stage.picture(trainer, '16-attendance');
    },

  'work is set by one trainer, handed in by the participant, and read by the other': async (
    stage,
  ) => {
    const trainer = await stage.signIn('trainer1');
    await trainer.goto(`${stage.base}/training/classes/${story.class}?tab=tasks`);
    // Where there is none yet the empty list offers it as well.
    await trainer.getByRole('button', { name: '布置作业' }).first().click();
    await front(trainer).getByLabel('作业名称').fill(TASK);
    await front(trainer).getByLabel('要求').fill('选一项业务，写出流程和风险点。');
    await front(trainer).getByLabel('截止时间').fill('2020-03-13T18:00');
    await press(front(trainer), '保存');
    await row(trainer, TASK).waitFor();

    const teacher = await signInTeacher(stage);
    await teacher.goto(`${stage.base}/my-training`);
    await press(teacher, `提交作业“${TASK}”`);
    await front(teacher)
      .getByLabel('作业内容')
      .fill('票据收集、整理、录入、审核、结账与申报六步。');
    await press(front(teacher), '提交作业');
    await teacher.getByText('按时').waitFor();
    await fitsPhone(teacher);

    const second = await stage.signIn('trainer2');
    await second.goto(`${stage.base}/training/classes/${story.class}?tab=tasks`);
    await second.getByRole('link', { name: TASK }).click();
    await press(second, `批阅${TEACHER.name}的作业`);
    await second.getByRole('dialog').getByRole('textbox').fill('步骤完整。');
    await stage.picture(second, '17-read');
    await press(second.getByRole('dialog'), '标为已批阅');
    await second.getByText('评语： 步骤完整。').waitFor();
    await teacher.reload();
    await teacher.getByText('步骤完整。').waitFor();
    await stage.picture(teacher, '18-handed-in');
  },
};
