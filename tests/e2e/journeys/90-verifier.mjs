// How people hold what they were given against the platform: by the file, and without a network.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloaded, fitsPhone, press } from '../screen.mjs';
import { populate } from '../world.mjs';

const heading = (page, name) => page.getByRole('heading', { name }).waitFor();
const photo = (page, buffer) =>
  page
    .locator('input[capture]')
    .setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer });
const hand = (page, buffer) =>
  page
    .locator('input[type="file"]:not([capture])')
    .setInputFiles({ name: 'certificate.pdf', mimeType: 'application/pdf', buffer });

export const story = true;
const held = {};

export default {
  'a certificate is taken as PDF, and dropped by an employer on a phone: it is checked there and sent nowhere':
    async (stage) => {
      const ids = await populate(stage.deployment);
      held.ids = ids;
      const hq = await stage.signIn('hq');
      await hq.goto(`${stage.base}/certificates/${ids.certificate}`);
      await stage.settled(hq);
      held.pdf = (await downloaded(hq, () => press(hq, 'PDF 证书'))).buffer;
      assert.equal(held.pdf.subarray(0, 5).toString(), '%PDF-');

      const employer = await stage.person('employer', { phone: true });
      const asked = [];
      await employer.goto(`${stage.base}/verify`);
      await stage.settled(employer);
      employer.on('request', (r) => asked.push(`${r.method()} ${new URL(r.url()).pathname}`));
      await hand(employer, held.pdf);
      await heading(employer, '证书有效');
      assert.deepEqual(
        asked.filter((one) => one.includes('/api/')),
        ['GET /api/v1/public/verifier-bundle'],
      );
      await stage.accessible(employer);
      await fitsPhone(employer);
      await stage.picture(employer, '01-valid');

      const changed = Buffer.from(held.pdf);
      changed[changed.length >> 1] ^= 1;
      await hand(employer, changed);
      await heading(employer, '不是真实的证书');
      assert.equal(
        await employer.locator('.ox-fields').count(),
        0,
        'nothing of it is shown as if it were true',
      );
      await stage.picture(employer, '02-changed');
    },

  'the page saved as one file says the same without a network, in both languages': async (
    stage,
  ) => {
    const anyone = await stage.person('anyone');
    await anyone.goto(`${stage.base}/verify`);
    const saved = await downloaded(anyone, () => press(anyone, '保存离线查验页'));
    // Asked for by its address it is a file as well: the site's own policy would leave it blank.
    const served = await anyone.request.get(`${stage.base}/verifier.html`);
    assert.match(served.headers()['content-disposition'], /^attachment/);
    const folder = mkdtempSync(join(tmpdir(), 'onex-verifier-'));
    const context = await stage.browser.newContext({ locale: 'zh-CN', offline: true });
    try {
      const path = join(folder, 'verifier.html');
      writeFileSync(path, saved.buffer);
      const page = await context.newPage();
      await page.goto(`file://${path}`);
      await hand(page, held.pdf);
      await heading(page, '证书有效');
      await page.getByRole('button', { name: 'English' }).click();
      await heading(page, 'Authentic and valid');
    } finally {
      await context.close();
      rmSync(folder, { recursive: true });
    }
  },

  'the code on the paper is photographed or opened as a link; a revocation is seen by both at once':
    async (stage) => {
      const employer = await stage.person('employer', { phone: true });
      const paper = draw(held.pdf);
      await employer.goto(`${stage.base}/verify`);
      await stage.settled(employer);
      await photo(employer, paper.picture);
      await heading(employer, '证书有效');
      await stage.picture(employer, '03-photographed');

      const scanner = await stage.person('scanner', { phone: true });
      await scanner.goto(`${stage.base}/v${new URL(paper.code).hash}`);
      await heading(scanner, '证书有效');
      await stage.accessible(scanner);
      await fitsPhone(scanner);
      await stage.picture(scanner, '04-scanned');

      const second = await stage.signIn('certifier2');
      await second.goto(`${stage.base}/certificate-revocations/${held.ids.revocation}`);
      await press(second, '批准');
      await press(second.locator('.ant-modal-confirm'), '批准');
      await second.getByText('已批准').first().waitFor();

      await photo(employer, paper.picture);
      await heading(employer, '证书已撤销');
      await scanner.reload();
      await heading(scanner, '证书已撤销');
      await hand(employer, held.pdf);
      await heading(employer, '证书已撤销');
      await stage.picture(employer, '05-revoked');
    },
};

/** A PDF's page as a picture, and what its code says. */
function draw(pdf) {
  const folder = mkdtempSync(join(tmpdir(), 'onex-paper-'));
  try {
    const file = join(folder, 'paper.pdf');
    writeFileSync(file, pdf);
    for (const form of [['-png'], []])
      execFileSync('pdftoppm', ['-r', '200', '-singlefile', ...form, file, join(folder, 'paper')]);
    const code = execFileSync(
      process.execPath,
      ['tests/peers/pdfa/read-qr.mjs', join(folder, 'paper.ppm')],
      { encoding: 'utf8' },
    );
    return { picture: readFileSync(join(folder, 'paper.png')), code };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
