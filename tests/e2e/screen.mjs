// How people use the screens: by the words on them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** A pattern that is this word and nothing around it, but for the name of an icon before it. */
const word = (text) => new RegExp(`^([a-z-]+ )?${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

/** A page by its entry in the side menu; the page's own heading says that it is there. */
export async function menu(page, entry) {
  await page.locator('.ox-staff__sider').getByRole('link', { name: entry, exact: true }).click();
  await page.locator('h1', { hasText: entry }).waitFor();
}

/** The button with this word on it, or with a word of this pattern. */
export const press = (place, name) =>
  place.getByRole('button', { name: typeof name === 'string' ? word(name) : name }).click();

/** The dialog or drawer at the front. */
export const front = (page) =>
  page
    .locator('.ant-modal:visible, .ant-drawer-section:visible, .ant-drawer-content:visible')
    .last();

/** Chooses in a select of the component library; `search` is typed first where the server finds the options. */
export async function choose(page, box, option, search) {
  await box.click();
  if (search) await box.fill(search);
  // The list of this very box: another that is closing may show the same options for a moment.
  const list = await box.getAttribute('aria-controls');
  const dropdown = page.locator('.ant-select-dropdown', { has: page.locator(`[id="${list}"]`) });
  const found = dropdown.locator('.ant-select-item-option').filter({ hasText: option });
  await found.first().click();
  // A list that is drawn anew under the pointer loses the click, and stays open; a box may also be gone with its choice.
  const many = await page.locator('.ant-select-multiple', { has: box }).count();
  const open = (boxes) => boxes.some((one) => one.getAttribute('aria-expanded') === 'true');
  if (!many && (await box.evaluateAll(open)))
    await found
      .first()
      .click({ timeout: 2000 })
      .catch(() => {});
  // While it fades it is in the way of the next click, and of whoever inspects the page.
  if (!many) await dropdown.waitFor({ state: 'hidden', timeout: 5000 }).catch(() => {});
}

/** Fills the reason of the dialog at the front and confirms. */
export async function giveReason(page, button, text, label = '理由') {
  const dialog = page.getByRole('dialog').last();
  if (text !== undefined) await dialog.getByLabel(label).fill(text);
  await press(dialog, button);
}

/**
 * What a click downloads. A frame that shows a PDF is one more download to a browser without a viewer, and it may come
 * late: on a page that has one, `name` says which of them is meant.
 */
export async function downloaded(page, click, name) {
  const meant = (download) => name === undefined || download.suggestedFilename() === name;
  const [download] = await Promise.all([page.waitForEvent('download', meant), click()]);
  return { name: download.suggestedFilename(), buffer: readFileSync(await download.path()) };
}

/** Gives the import wizard a file and waits for what the dry run found. */
export async function tryImport(page, spreadsheet) {
  await page.locator('input[type="file"]').setInputFiles(spreadsheet);
  await page.locator('.ant-statistic').first().waitFor();
  const counts = {};
  for (const one of await page.locator('.ant-statistic').all()) {
    counts[await one.locator('.ant-statistic-title').innerText()] = Number(
      (await one.locator('.ant-statistic-content').innerText()).replaceAll(',', ''),
    );
  }
  return counts;
}

/** Writes the accepted rows of the wizard at hand. */
export async function commitImport(page, rows) {
  await press(page, `导入 ${rows} 行`);
  await page.getByText('导入完成', { exact: true }).waitFor();
}

/** A row of the table by a text in it. */
export const row = (page, text) => page.getByRole('row').filter({ hasText: text });

/**
 * No sideways scrolling on a screen this wide. A page that has just become narrow draws itself anew when it is told of it,
 * on a busy machine a while later; one that never fits runs into the page's time limit.
 */
export async function fitsPhone(page, width = 390) {
  const found = () => page.evaluate(() => document.documentElement.scrollWidth);
  await page
    .waitForFunction((most) => document.documentElement.scrollWidth <= most, width)
    .catch(async () => {
      assert.fail(`${page.url()} is ${await found()} px wide on a screen of ${width}`);
    });
}
