// Every page of every role, wide and on a phone: axe finds nothing serious, nothing is wider than the screen, nothing is
// refused that the page itself asks for, and nothing complains. Loading and axe take their time: the first role that opens
// a page loads it by its address and has it inspected on a phone too, the others come to it within the application. Which
// pages there are and for whom is told by web/src/app/screens.json, which a test of the interface holds complete.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fitsPhone } from '../screen.mjs';
import { populate } from '../world.mjs';

const screens = JSON.parse(
  readFileSync(new URL('../../../web/src/app/screens.json', import.meta.url)),
);

// One of each role of the demo; the school and its branch are those that world.mjs fills.
const PEOPLE = {
  hq_admin: 'hq',
  content_editor: 'editor',
  certifier: 'certifier1',
  // The lead of the group, and somebody in training.
  expert: 'expert3',
  branch_staff: 'branch-js',
  trainer: 'trainer1',
  institution_admin: 'school-js',
  teacher: 'teacher2',
  student: 'student1',
};
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const NARROWEST = 360;

/** What a page with `:id` is opened with. */
const DETAILS = {
  '/transfers/:id': (ids) => ids.transfer,
  '/cohorts/:id': (ids) => ids.cohort,
  '/live-sessions/:id': (ids) => ids.live_session,
  '/live-plans/:kind/:id': (ids) => ids.cohort,
  // Whoever is in training sees their own batch.
  '/training/batches/:id': (ids, role) => (role === 'teacher' ? ids.running_batch : ids.batch),
  '/training/classes/:id': (ids) => ids.training_class,
  '/training/tasks/:id': (ids) => ids.task,
  '/my-training/test/:id': (ids) => ids.test,
  '/papers/:id': (ids) => ids.paper,
  '/judgements/:id': (ids) => ids.judgement,
  // Nothing is given to experts before the class has ended: the page says so.
  '/reviews/:id': (ids) => ids.judgement,
  // The demo's student holds no certificate: for them the page tells that there is none.
  '/certificates/:id': (ids) => ids.certificate,
  '/certificate-revocations/:id': (ids) => ids.revocation,
  '/certificate-print-jobs/:id': (ids) => ids.print_job,
  '/certificate-templates/:id': (ids) => ids.template,
  '/editions/:id': (ids) => ids.edition,
  '/editions/:id/history': (ids) => ids.edition,
  '/issuance/:id': (ids) => ids.run,
  '/issuance-runs/:id': (ids) => ids.run,
  '/registry-exports/:id': (ids) => ids.registry_export,
  '/institutions/:id': (ids) => ids.institution,
  '/users/:id': (ids) => ids.user,
};

/** What opens beside or inside a page, by its address; several of one page as a list. */
const OPENED = {
  '/students': (ids) => `?member=${ids.student}`,
  '/teachers': (ids) => `?member=${ids.teacher}`,
  '/applications': (ids) => `?application=${ids.application}`,
  '/students/import': (ids) => `?import=${ids.import}`,
  '/certificate-print-jobs': (ids) => `?print=new&cohort_id=${ids.cohort}`,
  '/training/batches/:id': () =>
    ['enrolments', 'group', 'classes', 'trainers', 'materials', 'test', 'designs', 'panel'].map(
      (tab) => `?tab=${tab}`,
    ),
  '/training/classes/:id': () => ['?tab=participants', '?tab=guidance', '?tab=tasks'],
  '/training/enrol': (ids) => `?batch=${ids.batch}`,
  '/training/enrol/import': (ids) => `?import=${ids.enrolment_import}`,
};

const may = (roles, role) => roles === 'any' || roles.includes(role);

/** The addresses that a role can open. */
function addresses(role, ids) {
  return Object.entries(screens.staff)
    .filter(([, roles]) => may(roles, role))
    .flatMap(([path]) => {
      const id = DETAILS[path]?.(ids, role);
      if (path.includes(':id')) assert.ok(id, `nothing to open ${path} with`);
      const address = path.replace(':kind', 'cohort').replace(':id', id);
      const opened = [OPENED[path]?.(ids) ?? []].flat();
      return [address, ...opened.map((more) => address + more)];
    });
}

const worlds = new Map();
const world = (deployment) => {
  if (!worlds.has(deployment)) worlds.set(deployment, populate(deployment));
  return worlds.get(deployment);
};

/** Nobody here writes anything. */
export const independent = true;

/** The addresses that axe has seen on a phone; everybody's first page is another. */
const seen = new Set();

/** Goes to a page of something else within the application, as by a link: it is there with a heading of its own. */
async function follow(page, address) {
  await page.evaluate((to) => {
    for (const heading of document.querySelectorAll('h1')) heading.dataset.former = '';
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate', { state: null }));
  }, address);
  await page.locator('h1:not([data-former])').first().waitFor();
}

/** Whether two addresses show one thing: from one to the other the heading may stay, and nothing tells that the rest came. */
const sameThing = (address, other) => {
  const [path, before] = [address, other].map((one) => new URL(one, 'http://onex').pathname);
  const id = /[0-9a-f-]{36}/.exec(path)?.[0];
  return path === before || (id !== undefined && before.includes(id));
};

async function inspect(stage, page, address) {
  await page.setViewportSize(WIDE);
  const first = address === '/' || !seen.has(address);
  seen.add(address);
  if (first || sameThing(address, page.url())) await page.goto(stage.base + address);
  else await follow(page, address);
  await stage.accessible(page);
  const name = address.replace(/[^a-z-]+/g, '_');
  await stage.picture(page, `${name}-wide`);
  // Turned narrow in sight of the reader, as when a window is resized: tables become cards.
  await page.setViewportSize(PHONE);
  if (first) await stage.accessible(page);
  else await stage.settled(page);
  await stage.picture(page, `${name}-phone`);
  await page.setViewportSize({ width: NARROWEST, height: 740 });
  await fitsPhone(page, NARROWEST);
}

const journeys = {
  'everybody: the public pages': async (stage) => {
    const page = await stage.person('anyone');
    for (const path of screens.public) await inspect(stage, page, path);
    await inspect(stage, page, '/no-such-page');
  },
};

for (const [role, username] of Object.entries(PEOPLE)) {
  journeys[`${role}: every page`] = async (stage) => {
    const ids = await world(stage.deployment);
    const page = await stage.signIn(username);
    await stage.settled(page);
    // The menu offers nothing that the list does not know.
    const offered = await page
      .locator('nav a')
      .evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
    assert.ok(offered.length > 1, 'the menu is empty');
    for (const path of offered)
      assert.ok(may(screens.staff[path] ?? [], role), `the menu offers ${path}`);
    const faults = [];
    for (const address of addresses(role, ids)) {
      // All faults of a role in one run: they are mended together.
      await inspect(stage, page, address).catch((error) =>
        faults.push(`${address}: ${error.message}`),
      );
    }
    assert.deepEqual(faults, []);
    // A page of another role says so and leads back, rather than failing.
    const closed = Object.entries(screens.staff).find(
      ([path, roles]) => !path.includes(':') && !may(roles, role),
    );
    if (closed) {
      await page.goto(stage.base + closed[0]);
      await page.getByText('403', { exact: true }).waitFor();
      await stage.accessible(page);
    }
  };
}

export default journeys;
