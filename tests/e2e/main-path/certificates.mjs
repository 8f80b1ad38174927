// Anybody verifies; two certifiers revoke; a reissued certificate takes the place of the former one.
import assert from 'node:assert/strict';
import { fitsPhone, front, menu, press, row } from '../screen.mjs';
import { SCHOOL, STUDENT_PASSWORD, STUDENTS, story } from './story.mjs';

/** As the screens group it: 2020110-00000123-26. */
const grouped = (number) => number.replaceAll('-', '').replace(/^(.{7})(.{8})(.+)$/, '$1-$2-$3');
const OTHER = STUDENTS[5];

async function verify(page, number, name, verdict) {
  await page.getByLabel('证书编号').fill(number);
  await page.getByLabel('持证人姓名').fill(name);
  await press(page, '查验');
  await page.getByRole('heading', { name: verdict }).waitFor();
}

async function ask(stage, kind, number, reason) {
  const first = await stage.signIn('certifier1');
  await menu(first, '证书');
  await first.getByRole('searchbox').fill(number);
  await first.getByRole('link', { name: grouped(number) }).click();
  await press(first, `申请${kind}`);
  await front(first).getByRole('textbox', { name: /理由/ }).fill(reason);
  await press(front(first), '提交申请');
  await first.getByText('这是您提交的申请，须由另一位培训认证人员批准').waitFor();
  assert.equal(await first.getByRole('button', { name: '批准' }).count(), 0);
  await stage.picture(first, `41-${kind}`);

  const second = await stage.signIn('certifier2');
  await second.getByRole('link', { name: '待批准的撤销与补换' }).click();
  await second.getByRole('link', { name: reason }).click();
  await press(second, '批准');
  await press(second.locator('.ant-modal-confirm'), '批准');
  await second.getByText('已批准').first().waitFor();
  return second;
}

export default {
  'an employer on a phone verifies number and name and sees every printed field; a wrong name is unknown':
    async (stage) => {
      const employer = await stage.person('employer', { phone: true });
      await employer.goto(`${stage.base}/verify?number=${story.number}`);
      await verify(employer, story.number, STUDENTS[0].name, '证书有效');
      const printed = Object.fromEntries(
        await employer
          .locator('.ox-fields > div')
          .evaluateAll((rows) =>
            rows.map((one) => [
              one.querySelector('dt').textContent,
              one.querySelector('dd').textContent,
            ]),
          ),
      );
      assert.deepEqual(Object.keys(printed), [
        '证书编号',
        '证书名称',
        '姓名',
        '证件号码',
        '院校',
        '地区',
        '期次',
        '科目',
        '发证日期',
        '颁发机构',
      ]);
      assert.equal(printed.证书编号, grouped(story.number));
      assert.equal(printed.姓名, STUDENTS[0].name);
      assert.equal(printed.院校, SCHOOL.name);
      assert.equal(printed.地区, '湖北省');
      assert.match(
        printed.科目,
        /社会共享初级代理实务[\s\S]*社会共享初级外包服务[\s\S]*社会共享初级企业管家/,
      );
      assert.equal(printed.发证日期, '2020年3月2日');
      assert.ok(
        printed.证件号码.includes('*') && !printed.证件号码.includes(STUDENTS[0].id),
        'the number is masked',
      );
      await stage.accessible(employer);
      await fitsPhone(employer);
      await stage.picture(employer, '40-valid');
      await verify(employer, story.number, STUDENTS[1].name, '没有查到相符的证书');
      assert.equal(await employer.locator('.ox-fields').count(), 0);
      await stage.picture(employer, '40-unknown');

      // The holder has the same certificate on their own page, and was told.
      const student = await stage.signIn(story.student, STUDENT_PASSWORD, { phone: true });
      await student.getByRole('button', { name: /条未读/ }).click();
      await student.getByText(/您的证书已颁发/).click();
      await student.getByText(grouped(story.number)).first().waitFor();
      await fitsPhone(student);
      await stage.picture(student, '40-student');
    },

  'a holder shares the certificate by a link, which an employer opens until it is withdrawn':
    async (stage) => {
      const student = await stage.signIn(story.student, STUDENT_PASSWORD, { phone: true });
      await student.goto(`${stage.base}/certificates`);
      await student.getByRole('link', { name: grouped(story.number) }).click();
      await press(student, '生成分享链接');
      await front(student).getByLabel('交给谁').fill('某某公司人事部');
      await press(front(student), '生成');
      const link = student.locator('code', { hasText: '/s#' });
      const address = (await link.innerText()).trim();
      await stage.accessible(student);
      await fitsPhone(student);
      await stage.picture(student, '41-shared');

      const employer = await stage.person('employer', { phone: true });
      await employer.goto(`${stage.base}/s${new URL(address).hash}`);
      await employer.getByRole('heading', { name: '证书有效' }).waitFor();
      await employer.getByText(STUDENTS[0].name).first().waitFor();
      await stage.accessible(employer);
      await fitsPhone(employer);
      await stage.picture(employer, '41-opened');

      await press(student, '收回');
      await press(student.locator('.ant-modal-confirm'), '收回');
      await student.getByText('已收回', { exact: true }).waitFor();
      await employer.reload();
      await employer.getByRole('heading', { name: '链接打不开' }).waitFor();
      assert.equal(await employer.locator('.ox-fields').count(), 0);
    },

  'a revocation asked by one certifier and approved by the other is seen at once': async (
    stage,
  ) => {
    const employer = await stage.person('employer', { phone: true });
    await employer.goto(`${stage.base}/verify`);
    await verify(employer, story.number, STUDENTS[0].name, '证书有效');
    await ask(stage, '撤销', story.number, '考试作弊，经复核属实。');
    await press(employer, '查验');
    await employer.getByRole('heading', { name: '证书已撤销' }).waitFor();
    await employer.getByText('撤销时间').waitFor();
    await stage.picture(employer, '42-revoked');
  },

  'a reissue takes the place of the former certificate and both are linked': async (stage) => {
    const second = await ask(stage, '补换', story.other, '持证人要求更换损毁的证书。');
    await stage.picture(second, '43-reissued');
    await row(second, grouped(story.other)).getByText('已被替代', { exact: true }).waitFor();
    const fresh = (
      await row(second, grouped(story.other)).getByRole('link').last().innerText()
    ).trim();
    assert.notEqual(fresh, grouped(story.other));
    await second.getByRole('link', { name: fresh }).click();
    await second.getByText('替代的证书').first().waitFor();
    await second.getByRole('link', { name: grouped(story.other) }).click();
    await second.getByText('这张证书已由新证书替代').waitFor();
    await stage.picture(second, '44-superseded');

    const employer = await stage.person('employer', { phone: true });
    await employer.goto(`${stage.base}/verify`);
    await verify(employer, story.other, OTHER.name, '证书已被新证书替代');
    await employer.getByText(`新证书编号：${fresh}`).waitFor();
    // Typed as printed, with its hyphens.
    await verify(employer, fresh, OTHER.name, '证书有效');
  },
};
