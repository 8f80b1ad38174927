// Students and teachers come in by spreadsheet: a dry run, refused rows mended and sent again.
import assert from 'node:assert/strict';
import { STUDENT_TITLES, studentRow, TEACHER_TITLES, TEACHERS } from '../people.mjs';
import { commitImport, downloaded, menu, row, tryImport } from '../screen.mjs';
import { csv, file, read, workbook } from '../sheets.mjs';
import { STUDENTS, signInAdmin } from './story.mjs';

/** The school's list with three mistakes that clerks make. */
function withMistakes() {
  const rows = STUDENTS.map(studentRow);
  const wrong = (at, column, value) => {
    rows[at] = rows[at].with(column, value);
  };
  wrong(
    3,
    3,
    STUDENTS[3].id.replace(/.$/, (c) => (c === '1' ? '2' : '1')),
  );
  wrong(8, 1, '');
  wrong(20, 0, STUDENTS[19].number);
  return rows;
}

export default {
  'the school imports its students: the dry run shows what is wrong, refused rows are mended in their own file and sent again':
    async (stage) => {
      const admin = await signInAdmin(stage);
      await menu(admin, '学生');
      await stage.picture(admin, '10-no-students');
      await admin.getByRole('link', { name: '导入名单' }).first().click();
      const template = await downloaded(admin, () =>
        admin.getByRole('button', { name: '下载模板' }).click(),
      );
      const titles = read(template.buffer)[0];
      for (const title of ['学号', '姓名', '证件号码'])
        assert.ok(
          titles.some((one) => one.includes(title)),
          `${title} in ${titles}`,
        );

      const tried = await tryImport(
        admin,
        file('2019级学生.xlsx', workbook([STUDENT_TITLES, ...withMistakes()])),
      );
      await stage.picture(admin, '11-dry-run');
      await stage.accessible(admin);
      // Of two rows that share a number the first is taken.
      assert.deepEqual(tried, { 有问题: 3, 更新: 0, 新增: 34, 无变化: 0 });
      for (const reason of ['校验位不符', '与上传文件的第'])
        await admin.getByText(reason).first().waitFor();
      const refused = await downloaded(admin, () =>
        admin.getByRole('button', { name: '下载有问题的行' }).click(),
      );
      await commitImport(admin, 34);
      await stage.picture(admin, '12-imported');

      const [head, ...rows] = read(refused.buffer);
      assert.equal(rows.length, 3);
      const at = (title) => head.findIndex((one) => one.includes(title));
      assert.ok(at('学号') >= 0 && at('姓名') >= 0, `the refused rows keep their titles: ${head}`);
      assert.ok(
        rows.every((one) => one.length > STUDENT_TITLES.length - 1 && one.at(-1) !== ''),
        'each refused row says why',
      );
      const numbers = { 学号: (s) => s.number, 姓名: (s) => s.name, 身份证号: (s) => s.id };
      const mended = [3, 8, 20].map((n, line) =>
        head.map((title, column) => numbers[title]?.(STUDENTS[n]) ?? rows[line][column] ?? ''),
      );
      await admin.getByRole('button', { name: '导入其他文件' }).click();
      assert.deepEqual(
        await tryImport(admin, file('有问题的行.xlsx', workbook([head, ...mended]))),
        { 有问题: 0, 更新: 0, 新增: 3, 无变化: 0 },
      );
      await commitImport(admin, 3);

      // Sent once more as a whole, the list changes nothing.
      await admin.getByRole('button', { name: '导入其他文件' }).click();
      assert.deepEqual(
        await tryImport(
          admin,
          file('2019级学生.csv', csv([STUDENT_TITLES, ...STUDENTS.map(studentRow)])),
        ),
        { 有问题: 0, 更新: 0, 新增: 0, 无变化: 37 },
      );
      await admin.getByText('没有需要新增或更新的行').waitFor();
      await admin.getByRole('button', { name: '放弃' }).click();
      await admin.getByText('点击或把文件拖到这里').waitFor();

      await menu(admin, '学生');
      await admin.getByRole('searchbox').fill('买买提');
      await row(admin, STUDENTS[0].number).waitFor();
      await admin.getByRole('button', { name: STUDENTS[0].name }).click();
      await admin.getByRole('dialog').getByText('居民身份证').waitFor();
      await stage.picture(admin, '13-student');
      assert.equal(await admin.getByText(STUDENTS[0].id).count(), 0, 'the number is masked');
    },

  'teachers come in by CSV': async (stage) => {
    const admin = await signInAdmin(stage);
    await menu(admin, '教师');
    await admin.getByRole('link', { name: '导入名单' }).first().click();
    assert.deepEqual(await tryImport(admin, file('教师.csv', csv([TEACHER_TITLES, ...TEACHERS]))), {
      有问题: 0,
      更新: 0,
      新增: 2,
      无变化: 0,
    });
    await commitImport(admin, 2);
    await admin.getByRole('link', { name: '查看名单' }).click();
    for (const [number, name] of TEACHERS)
      await row(admin, name).filter({ hasText: number }).waitFor();
    await stage.picture(admin, '14-teachers');
  },
};
