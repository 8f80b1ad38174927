// A school applies, is sent back, mends, is opened; its administrator comes in.
import assert from 'node:assert/strict';
import { creditCode } from '../people.mjs';
import { giveReason, press } from '../screen.mjs';
import { file, scan } from '../sheets.mjs';
import { ADMIN_PASSWORD, SCHOOL, story } from './story.mjs';

export default {
  'a school applies with a scan, the branch returns it with remarks, the school mends it, the branch opens the school':
    async (stage) => {
      const school = await stage.person('school');
      await school.goto(`${stage.base}/login`);
      await school.getByRole('link', { name: /学校入驻申请/ }).click();
      await stage.accessible(school);
      await school.getByLabel('学校名称').fill(SCHOOL.name);
      await school
        .getByLabel('统一社会信用代码')
        .fill(creditCode(510001).replace(/.$/, (c) => (c === '0' ? '1' : '0')));
      await school.getByLabel('学校代码').fill(SCHOOL.code);
      await school.getByLabel('办学层次').selectOption('高职');
      await school.getByLabel('所在片区').selectOption('湖北');
      await school.getByLabel('专业').fill('会计、财务管理');
      await school.getByLabel('联系人姓名').fill('何老师');
      await school.getByLabel('联系电话').fill('027-80000000');
      await school.getByLabel('管理员姓名').fill(SCHOOL.admin);
      await press(school, '提交申请');
      await school.getByText('请上传盖章的申请表扫描件').waitFor();
      await school.getByLabel('申请表扫描件').setInputFiles(file('申请表.png', scan()));
      await press(school, '提交申请');
      // The check digit of the credit code is wrong; the field says so and everything typed is still there.
      await school
        .locator('.ox-field', { has: school.getByLabel('统一社会信用代码') })
        .getByText('校验位不符')
        .waitFor();
      await stage.picture(school, '01-apply-refused');
      assert.equal(await school.getByLabel('学校名称').inputValue(), SCHOOL.name);
      await school.getByLabel('统一社会信用代码').fill(creditCode(510001));
      await press(school, '提交申请');
      await school.getByRole('heading', { name: '申请已受理' }).waitFor();
      await stage.picture(school, '02-apply-received');
      const [reference, secret] = await school.locator('.ox-apply__receipt dd').allInnerTexts();
      await press(school, '查询进度');

      const branch = await stage.signIn('branch-hb');
      await branch.getByRole('link', { name: '待审的学校申请' }).click();
      await press(branch, SCHOOL.name);
      await branch.getByRole('img', { name: '盖章申请表' }).waitFor();
      await stage.picture(branch, '03-application');
      await press(branch, '退回修改');
      await giveReason(branch, '退回修改', '联系电话请填写手机号码，便于联系。', '意见');
      await branch.getByText('已退回').first().waitFor();

      await school.getByLabel('受理编号').fill(reference);
      await school.getByLabel('查询码').fill(secret);
      await press(school, '查询进度');
      await school.getByText('联系电话请填写手机号码').waitFor();
      await stage.picture(school, '04-returned');
      await school.getByLabel('联系电话').fill('13971000000');
      await press(school, '修改后重新提交');
      await school.getByText('已受理，等待片区审核').waitFor();

      // The open application stands in the address: a reload comes back to it.
      await branch.reload();
      await branch.getByText('13971000000').waitFor();
      await press(branch, '通过');
      await giveReason(branch, '通过');
      const invitation = branch.getByRole('dialog', { name: /^已开通/ });
      await invitation.waitFor();
      await stage.picture(branch, '05-opened');
      const value = async (label) =>
        (
          await invitation
            .locator('.ant-descriptions-row', { hasText: label })
            .locator('.ant-descriptions-item-content')
            .innerText()
        ).trim();
      story.admin = await value('用户名');
      story.code = await value('激活码');
      await press(invitation, '已记下');

      await press(school, '查询进度');
      await school.getByText('已通过，请联系片区').waitFor();
    },

  'the invited administrator activates the account with the privacy notice and a password of their own':
    async (stage) => {
      const admin = await stage.person(story.admin);
      await admin.goto(`${stage.base}/login`);
      await admin.getByRole('link', { name: '首次使用？激活账号' }).click();
      await admin.getByLabel('用户名', { exact: true }).fill(story.admin);
      await admin.getByLabel('激活码', { exact: true }).fill(story.code);
      await press(admin, '下一步');
      await press(admin, '下一步');
      await admin.getByText('同意隐私声明后才能继续').waitFor();
      await stage.picture(admin, '06-privacy');
      await admin.getByRole('checkbox').check();
      await press(admin, '下一步');
      await admin.getByLabel('新密码', { exact: true }).fill('12345678');
      await admin.getByLabel('再次输入新密码').fill('12345678');
      await press(admin, '激活并登录');
      await admin.getByText('密码太容易被猜到').first().waitFor();
      await admin.getByLabel('新密码', { exact: true }).fill(ADMIN_PASSWORD);
      await admin.getByLabel('再次输入新密码').fill(ADMIN_PASSWORD);
      await press(admin, '激活并登录');
      await admin.getByText('从导入教师和学生名单开始').waitFor();
      await stage.accessible(admin);
      await stage.picture(admin, '07-school-home');
      await admin.getByRole('link', { name: '本校资料' }).click();
      await admin.getByRole('heading', { name: SCHOOL.name, exact: true }).waitFor();
      await stage.picture(admin, '08-my-institution');
    },
};
