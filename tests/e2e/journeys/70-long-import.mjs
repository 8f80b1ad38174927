// A long import goes on while its page is away, and the page comes back to it.
import { STUDENT_TITLES, studentRow, students } from '../people.mjs';
import { menu } from '../screen.mjs';
import { csv, file } from '../sheets.mjs';

const ROWS = 6000;

/** As many people, nobody twice: 500 a day of birth. */
function many() {
  return Array.from({ length: ROWS / 500 }, (_, day) =>
    students(500, { prefix: `20${20 + day}`, region: '320102', born: `200103${10 + day}` }),
  ).flat();
}

export default {
  'a long import shows its progress, survives a reload in each of its steps, and ends with what it did':
    async (stage) => {
      const page = await stage.signIn('school-js');
      await menu(page, '学生');
      await page.getByRole('link', { name: '导入名单' }).first().click();
      await page
        .locator('input[type="file"]')
        .setInputFiles(
          file(
            '全校学生.csv',
            csv([STUDENT_TITLES, ...many().map((one) => studentRow({ ...one, phone: '' }))]),
          ),
        );
      await page.waitForURL(/[?&]import=/);
      await page.reload();
      await page.getByRole('button', { name: `导入 ${ROWS} 行` }).waitFor();
      await page.reload();
      await page.getByRole('button', { name: `导入 ${ROWS} 行` }).click();
      await page.waitForURL(/[?&]job=/);
      await page.reload();
      await page.getByText('导入完成', { exact: true }).waitFor();
      await page.getByText(`新增 ${ROWS}，更新 0，无变化 0，未导入 0`).waitFor();
      await stage.picture(page, '01-done');
      await menu(page, '学生');
      await page.getByRole('searchbox').fill('20310500');
      await page.getByRole('row').filter({ hasText: '20310500' }).waitFor();
    },
};
