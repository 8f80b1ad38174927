// The exam is held, its results come in, one is corrected, and a run is prepared, approved by another, and issued.
import assert from 'node:assert/strict';
import {
  choose,
  commitImport,
  downloaded,
  front,
  menu,
  press,
  row,
  tryImport,
} from '../screen.mjs';
import { file, records, workbook } from '../sheets.mjs';
import { SCHOOL, STUDENTS, story } from './story.mjs';

const SUBJECTS = ['社会共享初级代理实务', '社会共享初级外包服务', '社会共享初级企业管家'];
const TITLES = ['证件号码', '学校代码', '学号', '姓名', '科目', '状态', '成绩'];

/** Who does not pass: one fails a subject by a mistake that is corrected, one fails, one was absent, one sat one subject alone. */
const [CORRECTED, FAILS, ABSENT, MISSING] = [5, 9, 12, 30];

function sheet() {
  const rows = [];
  STUDENTS.forEach((student, n) => {
    SUBJECTS.forEach((subject, at) => {
      if (n === MISSING && at > 0) return;
      // Half of the list names candidates by document, half by the school's code and number.
      const who =
        n % 2
          ? [student.id, '', '', student.name]
          : ['', SCHOOL.code, student.number, student.name];
      const low = at === 1 && (n === FAILS || n === CORRECTED);
      rows.push(
        n === ABSENT && at === 2
          ? [...who, subject, '缺考', '']
          : [...who, subject, '正常', low ? '48.5' : String(70 + ((n + at) % 30))],
      );
    });
  });
  return rows;
}

export default {
  'the exam is brought forward by HQ, and its results are imported with a dry run that refuses a wrong name':
    async (stage) => {
      const hq = await stage.signIn('hq');
      await menu(hq, '本期日历');
      await row(hq, '第 1 次考试').getByRole('button', { name: '调整日期' }).click();
      const move = front(hq);
      await move.getByLabel('新日期').fill('2020-03-01');
      await move.getByRole('textbox', { name: /理由/ }).fill('首批院校提前组织线上考试。');
      await press(move, '调整并通知');
      await row(hq, '第 1 次考试').filter({ hasText: '2020年3月1日' }).waitFor();

      const certifier = await stage.signIn('certifier1');
      await menu(certifier, '科目成绩');
      await stage.picture(certifier, '30-no-results');
      await certifier.getByRole('link', { name: '导入成绩' }).first().click();
      await certifier.getByRole('heading', { name: '导入科目成绩' }).waitFor();
      await choose(certifier, certifier.getByLabel('考试日期'), '2020年3月1日');
      const rows = sheet();
      const wrong = [...rows];
      wrong[0] = wrong[0].with(3, '买买提');
      assert.deepEqual(
        await tryImport(certifier, file('成绩.xlsx', workbook([TITLES, ...wrong]))),
        { 有问题: 1, 更新: 0, 新增: 108, 无变化: 0 },
      );
      await certifier.getByText('姓名与登记的不一致').waitFor();
      await stage.picture(certifier, '31-results-dry-run');
      await stage.accessible(certifier);
      await press(certifier, '放弃');
      await certifier.getByText('点击或把文件拖到这里').waitFor();
      assert.deepEqual(await tryImport(certifier, file('成绩.xlsx', workbook([TITLES, ...rows]))), {
        有问题: 0,
        更新: 0,
        新增: 109,
        无变化: 0,
      });
      await commitImport(certifier, 109);
      await certifier.getByRole('link', { name: '查看成绩' }).click();
      await certifier.getByRole('searchbox').fill(STUDENTS[CORRECTED].number);
      await row(certifier, '48.5').getByRole('button', { name: '更正' }).click();
      const form = front(certifier);
      await form.getByLabel('分数').fill('84.5');
      await press(form, '更正');
      await form.getByText('请写明理由，至少 4 个字').waitFor();
      await form.getByLabel('更正理由').fill('阅卷时漏加一题，已复核。');
      await press(form, '更正');
      await row(certifier, '84.5').getByRole('button', { name: '历史' }).click();
      await front(certifier).getByText('阅卷时漏加一题').waitFor();
      await front(certifier).getByText(/48\.5/).waitFor();
      await stage.picture(certifier, '32-history');
    },

  'a run shows who gets a certificate and who does not and why; nobody approves their own; another certifier does':
    async (stage) => {
      const first = await stage.signIn('certifier1');
      await menu(first, '发证批次');
      await first.getByRole('button', { name: '准备发证批次' }).first().click();
      await choose(first, front(first).getByLabel('学校'), SCHOOL.name, '江城');
      await press(front(first), '开始准备');
      await first.getByText('可颁发 34', { exact: true }).waitFor();
      await first.getByText('须由另一位培训认证人员批准').waitFor();
      assert.equal(
        await first.getByRole('button', { name: '批准' }).count(),
        0,
        'one’s own run cannot be approved',
      );
      await stage.picture(first, '33-run-eligible');
      await first.getByText('不符合 3', { exact: true }).click();
      await row(first, STUDENTS[FAILS].name)
        .getByText(/社会共享初级外包服务: 不合格 48\.5/)
        .waitFor();
      await row(first, STUDENTS[ABSENT].name)
        .getByText(/社会共享初级企业管家: 缺考/)
        .waitFor();
      await row(first, STUDENTS[MISSING].name)
        .getByText(/社会共享初级外包服务: 没有成绩/)
        .waitFor();
      await stage.picture(first, '34-run-ineligible');
      await stage.accessible(first);
      // Not by a hidden button alone: the server refuses as well.
      const refused = await stage.asks(
        first,
        'POST',
        `/api/v1/issuance-runs/${first.url().match(/runs\/([^/?]+)/)[1]}/approve`,
        { 'if-match': '"1"' },
      );
      assert.ok(
        [403, 409, 412].includes(refused.status),
        `own approval answered ${refused.status}`,
      );

      const second = await stage.signIn('certifier2');
      await second.getByRole('button', { name: /条未读/ }).click();
      await second.getByRole('link', { name: /发证批次等待批准：可颁发 34，不符合 3/ }).click();
      await press(second, '批准');
      await press(second.locator('.ant-modal-confirm'), '批准');
      await second.getByText('待颁发').first().waitFor();
      await press(second, '颁发');
      await stage.picture(second, '35-issue');
      await press(second.locator('.ant-modal-confirm'), '颁发');
      await second.getByText('已颁发 34 张证书', { exact: true }).waitFor();
      await stage.picture(second, '36-issued');
      await second.getByRole('link', { name: '查看证书' }).click();
      await second.getByText('仅看某一发证批次').waitFor();
      await stage.picture(second, '37-certificates');

      const list = records((await downloaded(second, () => press(second, '导出'))).buffer);
      assert.equal(list.length, 34);
      assert.equal(new Set(list.map((line) => line.证书编号)).size, 34, 'no number twice');
      for (const n of [FAILS, ABSENT, MISSING])
        assert.ok(!list.some((line) => line.持证人 === STUDENTS[n].name));
      const holder = list.find((line) => line.持证人 === STUDENTS[0].name);
      assert.match(holder.科目成绩, /社会共享初级代理实务/);
      assert.ok(
        !list.some((line) => STUDENTS.some((s) => line.证件号码 === s.id)),
        'numbers are masked',
      );
      await press(second, '签收表');
      const handover = records(
        (await downloaded(second, () => press(second.getByRole('dialog'), '下载签收表'))).buffer,
      );
      // Below the names of a school stands a line for their number and the school’s stamp.
      assert.equal(
        handover.filter((line) => line.学校 === SCHOOL.name && /^\d+$/.test(line.序号)).length,
        34,
      );
      assert.ok(handover.some((line) => line.证书编号 === '共 34 份'));
      story.number = holder.证书编号;
      story.other = list.find((line) => line.持证人 === STUDENTS[CORRECTED].name).证书编号;
    },
};
