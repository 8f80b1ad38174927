// What certificates are printed with, and many of them printed at once: what was issued keeps its words and pictures.
import assert from 'node:assert/strict';
import { downloaded, fitsPhone, front, menu, press, row } from '../screen.mjs';
import { file, scan, unzip } from '../sheets.mjs';
import { populate } from '../world.mjs';

export const story = true;
const held = {};

const hasPicture = (pdf) => /\/Subtype\s*\/Image/.test(pdf.toString('latin1'));

/** The certificate as its holder gets it. */
async function pdfOf(stage, page, id) {
  await page.goto(`${stage.base}/certificates/${id}`);
  await stage.settled(page);
  return (await downloaded(page, () => press(page, 'PDF 证书'))).buffer;
}

/** What was issued first is the same to the byte. */
async function unchanged(stage, page) {
  const now = await pdfOf(stage, page, held.ids.certificate);
  assert.ok(now.equals(held.before), 'a certificate changed after it was issued');
}

/** Asks for what the drawer at the front says, and takes the file along. */
async function printed(page) {
  await press(front(page), '开始打印');
  // On the page of this printing: the list it was asked from tells of others that are made.
  await page.getByRole('button', { name: '再次打印' }).waitFor();
  await page.getByText('已生成', { exact: true }).waitFor();
  return downloaded(page, () => press(page, '下载'));
}

export default {
  'HQ makes a version with a seal: a mistake is told at its field, a specimen shows the page, then it is in force':
    async (stage) => {
      held.ids = await populate(stage.deployment);
      const hq = await stage.signIn('hq');
      held.before = await pdfOf(stage, hq, held.ids.certificate);
      assert.equal(held.before.subarray(0, 5).toString(), '%PDF-');
      assert.ok(!hasPicture(held.before), 'it was issued before there was a seal');

      await menu(hq, '证书模板');
      await row(hq, '第 1 版').getByText('已有新版', { exact: true }).waitFor();
      await stage.accessible(hq);
      await stage.picture(hq, '01-templates');
      await hq.getByRole('link', { name: /制定模板/ }).click();
      const heading = hq.getByLabel('标题 · 中文', { exact: true });
      await hq.getByText(/已填入目前使用的内容：.*第 2 版/).waitFor();
      await heading.fill('{titel}');
      await hq.getByText(/没有占位符“titel”/).waitFor();
      await heading.fill('{title}（样式三）');
      await hq
        .locator('input[type="file"]')
        .first()
        .setInputFiles(file('seal.png', scan(300, 300)));
      await hq.getByText('seal.png').waitFor();
      await press(hq, '预览样张');
      await hq.locator('iframe[title="样张"]').waitFor();
      const specimen = await downloaded(hq, () => press(hq, '下载样张'), '样张.pdf');
      const page = specimen.buffer.toString('latin1');
      assert.ok(
        page.startsWith('%PDF-') && page.includes('SPECIMEN') && hasPicture(specimen.buffer),
      );
      assert.ok(!page.includes('onex-pdf-seal'), 'a specimen is no certificate');
      await stage.accessible(hq);
      await stage.picture(hq, '02-new-version');
      await hq.setViewportSize({ width: 390, height: 844 });
      await fitsPhone(hq);
      await stage.picture(hq, '03-new-version-phone');
      await hq.setViewportSize({ width: 1440, height: 900 });
      await press(hq, '启用新版');
      await hq.getByRole('heading', { name: /第 3 版/ }).waitFor();
      await hq.getByText('{title}（样式三）').waitFor();
      await stage.accessible(hq);
      await stage.picture(hq, '04-template');
      await unchanged(stage, hq);
    },

  'a certifier prints a run: the archive holds the very files that are given out alone, by school and class':
    async (stage) => {
      const certifier = await stage.signIn('certifier1');
      await certifier.goto(`${stage.base}/issuance-runs/${held.ids.run}`);
      await certifier.locator('a[href*="print=new"]').click();
      await front(certifier).getByText('符合条件的有效证书：4 张').waitFor();
      await stage.accessible(certifier);
      await stage.picture(certifier, '05-print');
      const archive = await printed(certifier);
      assert.match(archive.name, /\.zip$/);
      await certifier.getByText('全部证书都已打印').waitFor();
      await stage.accessible(certifier);
      await stage.picture(certifier, '06-printed');
      const files = unzip(archive.buffer);
      const paths = Object.keys(files);
      assert.equal(paths.length, 4, paths.join('\n'));
      for (const path of paths)
        assert.match(path, /^江苏省\/[^/]+\/会计 2019-1 班\/\d{17}_学员.+\.pdf$/);
      assert.ok(
        Object.values(files).some((one) => one.equals(held.before)),
        'one of them is the one downloaded before',
      );

      // It survives a reload, and stands in the list with its file.
      await certifier.reload();
      await certifier.getByText('已生成', { exact: true }).waitFor();
      await menu(certifier, '批量打印');
      await row(certifier, '指定发证批次').getByText('已生成', { exact: true }).waitFor();
    },

  'pages for the printing office are asked for from the list, and are no certificates; a school prints its own class':
    async (stage) => {
      const branch = await stage.signIn('branch-js');
      await branch.goto(`${stage.base}/certificates?kind=skill_certificate&status=revoked`);
      await press(branch, '批量打印');
      await front(branch)
        .getByText(/列表中的查找、状态和登记条件不适用于打印/)
        .waitFor();
      await front(branch)
        .getByRole('radio', { name: /印刷版面/ })
        .check();
      const pages = await printed(branch);
      assert.match(pages.name, /\.pdf$/);
      const pdf = pages.buffer.toString('latin1');
      assert.ok(
        pdf.startsWith('%PDF-') && !pdf.includes('onex-pdf-seal') && !pdf.includes('/EmbeddedFile'),
      );

      const school = await stage.signIn('school-js');
      await school.goto(`${stage.base}/cohorts/${held.ids.cohort}`);
      await school.getByRole('link', { name: /打印证书/ }).click();
      await front(school)
        .getByText(/会计 2019-1 班/)
        .waitFor();
      const own = unzip((await printed(school)).buffer);
      assert.equal(Object.keys(own).length, 4);
    },

  'a certificate issued from then on has the seal; the one it takes the place of has none for ever':
    async (stage) => {
      const first = await stage.signIn('certifier1');
      const listed = await stage.asks(
        first,
        'GET',
        `/api/v1/certificates?run_id=${held.ids.run}&status=valid`,
      );
      const other = listed.body.items.find((one) => one.id !== held.ids.certificate);
      const asked = await stage.asks(
        first,
        'POST',
        `/api/v1/certificates/${other.id}/reissue`,
        {},
        { reason: '持证人要求更换损毁的证书。' },
      );
      assert.equal(asked.status, 201);
      const second = await stage.signIn('certifier2');
      await second.goto(`${stage.base}/certificate-revocations/${asked.body.id}`);
      await press(second, '批准');
      await press(second.locator('.ant-modal-confirm'), '批准');
      await second.getByText('已批准').first().waitFor();
      const replaced = await stage.asks(second, 'GET', `/api/v1/certificates/${other.id}`);
      const fresh = await pdfOf(stage, second, replaced.body.superseded_by.id);
      assert.ok(hasPicture(fresh), 'the new one has the seal');
      await unchanged(stage, second);
    },
};
