// A demo with something on every screen: each list has rows and each detail page a thing to show. Made through
// the API by the demo's own people, so that nothing stands there which the product would refuse.
import { scan } from './sheets.mjs';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A resident id of nobody: 110105, a day of 1999, a serial number and the check digit of GB 11643. */
export function residentId(n) {
  const body = `11010519990101${String(n).padStart(3, '0')}`;
  const sum = [...body].reduce((total, digit, at) => total + Number(digit) * WEIGHTS[at], 0);
  return body + '10X98765432'[sum % 11];
}

/** A unified social credit code of nobody, with the check character of GB 32100. */
export function creditCode(n) {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const body = `12420000${String(n).padStart(9, '0')}`;
  const sum = [...body].reduce(
    (total, char, at) => total + letters.indexOf(char) * (3 ** at % 31),
    0,
  );
  return body + letters[(31 - (sum % 31)) % 31];
}

const csv = (header, rows) =>
  new Blob([[header, ...rows].map((row) => row.join(',')).join('\r\n')], { type: 'text/csv' });

/** Somebody who acts past the screens: what a journey is not about. */
export class Person {
  constructor(base, session) {
    this.base = base;
    this.session = session;
  }

  static async signIn(base, username, password) {
    const response = await fetch(`${base}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    return new Person(base, await read(response, `login of ${username}`));
  }

  async ask(method, path, body, version) {
    const form = body instanceof FormData;
    const response = await fetch(`${this.base}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.session.access_token}`,
        ...(version === undefined ? {} : { 'If-Match': `"${version}"` }),
        ...(body === undefined || form ? {} : { 'Content-Type': 'application/json' }),
      },
      body: form ? body : JSON.stringify(body),
    });
    return read(response, `${method} ${path}`);
  }

  get = (path) => this.ask('GET', path);
  post = (path, body, version) => this.ask('POST', path, body, version);

  /** Uploads a sheet and waits for its dry run. */
  async dryRun(path, blob, fields = {}) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', blob, 'sheet.csv');
    const { import: started, job } = await this.post(path, form);
    await this.ended(job.id);
    return started;
  }

  /** Waits by the job's own event stream, which ends with the job. */
  async ended(job) {
    const response = await fetch(`${this.base}/api/v1/jobs/${job}/events`, {
      headers: { Authorization: `Bearer ${this.session.access_token}` },
    });
    await response.text();
    const found = await this.get(`/jobs/${job}`);
    if (found.status !== 'succeeded') throw new Error(JSON.stringify(found));
  }

  async import(path, blob, fields) {
    const { id } = await this.dryRun(path, blob, fields);
    const { job } = await this.post(`${path}/${id}/commit`);
    await this.ended(job.id);
  }
}

async function read(response, what) {
  const text = await response.text();
  if (!response.ok) throw new Error(`${what}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

const SCAN = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`;

const ROLL = ['学号', '姓名', '证件号码', '专业', '年级', '行政班'];
const pupil = (
  n,
  name = `学员${'甲乙丙丁戊己庚辛壬癸'[n % 10]}${'一二三四五六七八九十'[Math.floor(n / 10)]}`,
) => [`2018${String(n).padStart(4, '0')}`, name, residentId(n), '会计', '2018', '会计1801'];

/** Fills the demo; answers the ids that detail pages are opened with. */
export async function populate(deployment) {
  const { base } = deployment;
  const as = (username) => Person.signIn(base, username, deployment.account(username).password);
  const accounts = [
    'hq',
    'branch-js',
    'branch-hb',
    'school-js',
    'certifier1',
    'certifier2',
    'trainer1',
    'expert3',
  ];
  const [hq, branch, other, school, certifier, second, trainer, lead] = await Promise.all(
    accounts.map(as),
  );
  const ids = {};

  // People of the demo's school, and a class of them.
  await school.import(
    '/student-imports',
    csv(
      ROLL,
      Array.from({ length: 24 }, (_, n) => pupil(n)),
    ),
  );
  ids.teacher = (
    await school.post('/teachers', {
      staff_no: 'T01',
      name: '欧阳㛃',
      id_number: residentId(900),
      major: '会计',
    })
  ).id;
  const students = (await school.get('/students?limit=200&admin_class=会计1801')).items;
  ids.student = students[0].id;
  const edition = (await school.get('/editions')).items[0].id;
  ids.edition = edition;
  const cohort = await school.post('/cohorts', {
    edition_id: edition,
    title: '会计 2019-1 班',
    periods: [1],
    kind: 'regular',
    major: '会计',
    teacher_ids: [ids.teacher],
    student_ids: students.slice(0, 16).map((one) => one.id),
  });
  ids.cohort = cohort.id;
  const submitted = await school.post(`/cohorts/${cohort.id}/submit`, {}, cohort.version);
  await branch.post(`/cohorts/${cohort.id}/approve`, {}, submitted.version);
  await school.post('/cohorts', {
    edition_id: edition,
    title: '会计 2019-2 班',
    periods: [2],
    kind: 'intensive',
  });

  await teachLive(ids, school);

  await trainTeachers(ids, { hq, branch, school, trainer, edition });
  await findTraining(ids, { hq, trainer, lead });

  // A second school, whose administrator finds one of the first school's students in an import.
  const opened = await other.post('/institutions', {
    name: '湖北示范财经学院',
    uscc: creditCode(7),
    level: 'undergraduate',
    region_code: '42',
    pilot_status: 'non_pilot',
    majors: ['会计学', '财务管理'],
    contact: { name: '联系人甲', phone: '027-00000000' },
    admin: { display_name: '管理员甲' },
  });
  const newcomer = opened.administrator;
  ids.institution = (await school.get('/institutions')).items[0].id;
  ids.user = (await school.get('/users?role=teacher')).items[0].id;
  const notice = await read(await fetch(`${base}/api/v1/auth/privacy-notice`), 'privacy notice');
  const activation = await fetch(`${base}/api/v1/auth/activate`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      username: newcomer.username,
      code: newcomer.activation_code,
      password: 'a-long-enough-phrase-20',
      privacy_version: notice.version,
    }),
  });
  const admin = new Person(base, await read(activation, 'activation'));
  const wanted = [
    pupil(20),
    ['20180300', '学员丑', '110105199901010000', '会计', '', ''],
    pupil(300, '学员寅'),
  ];
  const roll = await admin.dryRun('/student-imports', csv(ROLL, wanted));
  ids.transfer = (
    await admin.post('/transfers', { import_id: roll.id, row_no: 2, reason: '转学至我校' })
  ).id;
  const mine = [pupil(301, '学员卯'), ['20180302', '学员辰', '110105199901010000', '会计', '', '']];
  ids.import = (await school.dryRun('/student-imports', csv(ROLL, mine))).id;

  // What the certificates are printed with: a version without pictures.
  const texts = JSON.stringify(
    await hq.get('/certificate-templates/standard?kind=skill_certificate'),
  );
  const template = (pictures = {}) => {
    const words = new FormData();
    words.append('kind', 'skill_certificate');
    words.append('texts', texts);
    for (const [place, picture] of Object.entries(pictures))
      words.append(place, new Blob([picture], { type: 'image/png' }), `${place}.png`);
    return hq.post('/certificate-templates', words);
  };
  await template();

  // Results, certificates, a revocation that waits, and runs in two states.
  // The exam is moved before the demo's today: results come after it.
  const calendar = await hq.get(`/editions/${edition}/calendar`);
  const [exam] = calendar.exam_dates;
  await hq.ask(
    'PATCH',
    `/editions/${edition}/exam-dates/${exam.id}`,
    { date: '2020-02-29', reason: '考试提前举行' },
    calendar.version,
  );
  const subjects = (await certifier.get(`/editions/${edition}/subjects`)).items;
  const scored = students
    .slice(0, 5)
    .flatMap((one, at) =>
      subjects.map(({ code }) => [
        residentIdOf(one),
        one.name,
        code,
        at === 4 ? '缺考' : '',
        at === 4 ? '' : String(70 + at),
      ]),
    );
  await certifier.import(
    '/result-imports',
    csv(['证件号码', '姓名', '科目', '状态', '成绩'], scored),
    { exam_date_id: exam.id },
  );
  const started = await certifier.post('/issuance-runs', { edition_id: edition, basis: 'exam' });
  await certifier.ended(started.job_id);
  const run = await certifier.get(`/issuance-runs/${started.id}`);
  ids.run = run.id;
  const approved = await second.post(`/issuance-runs/${run.id}/approve`, {}, run.version);
  const issuing = await certifier.post(
    `/issuance-runs/${run.id}/issue`,
    undefined,
    approved.version,
  );
  await certifier.ended(issuing.job.id);
  const certificates = (await certifier.get('/certificates')).items;
  ids.certificate = certificates[0].id;
  ids.revocation = (
    await certifier.post('/certificate-revocations', {
      certificate_ids: [certificates[0].id],
      reason: '成绩复核后不合格',
    })
  ).id;
  // The national platform has answered for one of them; the branch takes a file for it.
  const [answered] = certificates;
  const today = new Date(Date.parse(answered.issued_at) + 8 * 3_600_000).toISOString().slice(0, 10);
  const receipt = [
    answered.number,
    answered.holder_name,
    'GJ2020320000000001',
    'HZ20200302-0001',
    today,
  ];
  await certifier.import(
    '/registry-receipt-imports',
    csv(['证书编号', '姓名', '国家平台编号', '回执编号', '回执日期'], [receipt]),
  );
  const asked = await branch.post('/registry-exports', { format: 'xlsx' });
  await branch.ended(asked.job.id);
  ids.registry_export = asked.export.id;

  // The school prints its own; what is issued from now on has a seal.
  const printing = await school.post('/certificate-print-jobs', { format: 'zip' });
  await school.ended(printing.job.id);
  ids.print_job = printing.print_job.id;
  ids.template = (await template({ seal: scan(200, 200) })).id;

  // A school that applies by the public form, with a scan.
  const application = new FormData();
  const form = {
    name: '江苏申请职业学校',
    uscc: creditCode(8),
    level: 'secondary_vocational',
    region_code: '32',
    pilot_status: 'non_pilot',
    majors: ['会计事务'],
    contact: { name: '联系人乙', phone: '025-00000000' },
    admin: { display_name: '管理员乙' },
  };
  application.append('application', JSON.stringify(form));
  application.append('scan', new Blob([SCAN], { type: 'application/pdf' }), 'scan.pdf');
  await read(
    await fetch(`${base}/api/v1/public/institution-applications`, {
      method: 'POST',
      body: application,
    }),
    'application',
  );
  ids.application = (await branch.get('/institution-applications')).items[0].id;

  await hq.post('/api-clients', {
    name: '省级职教平台',
    scopes: ['certificates:verify'],
    scope: { kind: 'country' },
  });
  return ids;

  function residentIdOf(student) {
    return residentId(Number(student.student_no.slice(4)));
  }
}

/** Live sessions of the class: one is ahead, one was held and has an attendance file that waits to be looked through. */
async function teachLive(ids, school) {
  const { items } = await school.post('/live-sessions', {
    class_kind: 'cohort',
    class_id: ids.cohort,
    title: '智能财税平台实操',
    provider: 'link',
    room: 'https://meeting.example.com/dm/abc',
    sessions: [
      { starts_at: '2020-03-01T09:00:00+08:00', ends_at: '2020-03-01T10:30:00+08:00' },
      { starts_at: '2020-03-05T09:00:00+08:00', ends_at: '2020-03-05T10:30:00+08:00' },
    ],
  });
  const [session] = items;
  ids.live_session = session.id;
  const time = { started_at: session.starts_at, ended_at: session.ends_at };
  await school.post(`/live-sessions/${session.id}/hold`, time, session.version);
  const { rows, version } = await school.get(`/live-sessions/${session.id}/attendance`);
  const [first, second] = rows;
  const put = (reason, minutes, seen) => {
    const body = { rows: [{ user_id: first.user_id, minutes }], ...reason };
    return school.ask('PUT', `/live-sessions/${session.id}/attendance`, body, seen);
  };
  const entered = await put({}, 60, version);
  await put({ reason: '后半段换用手机参加' }, 85, entered.version);
  const file = new FormData();
  const header = ['用户昵称', '入会时间', '退会时间', '设备'];
  const stays = [
    [`${first.name}(会计)`, '2020-03-01 08:58:00', '2020-03-01 10:30:00', '电脑'],
    [second.name, '2020-03-01 09:05:00', '2020-03-01 10:10:00', '手机'],
    ['iPad', '2020-03-01 09:00:00', '--', '平板'],
  ];
  file.append('file', csv(header, stays), '成员参会明细.csv');
  await school.post(`/live-sessions/${session.id}/attendance-files`, file);
}

/**
 * Online teacher training: of the demo's batch, which enrols, every place is taken and somebody waits; it has
 * materials and a trainer who is away; there are drafts and a dry run.
 */
async function trainTeachers(ids, { hq, branch, school, trainer, edition }) {
  const [batch] = (await branch.get('/training-batches?enrolling=true')).items;
  ids.batch = batch.id;
  await branch.ask(
    'PATCH',
    `/training-batches/${batch.id}`,
    { places: batch.taken },
    batch.version,
  );
  await school.post('/training-enrolments', { batch_id: batch.id, teacher_ids: [ids.teacher] });
  const material = async (title, name, value, ...file) => {
    const form = new FormData();
    form.append('title', title);
    form.append(name, value, ...file);
    await branch.post(`/training-batches/${batch.id}/materials`, form);
  };
  await material('培训大纲', 'file', new Blob([SCAN], { type: 'application/pdf' }), '培训大纲.pdf');
  await material('平台操作手册', 'url', 'https://example.org/manual');
  await trainer.post('/trainer-absences', {
    starts_at: '2020-03-05T08:00:00+08:00',
    ends_at: '2020-03-06T08:00:00+08:00',
    reason: '出差',
  });
  const draft = {
    edition_id: edition,
    period: 3,
    enrol_from: batch.enrol_from,
    enrol_until: batch.enrol_until,
    places: 20,
  };
  await branch.post('/training-batches', {
    ...draft,
    title: '2020 年第三期江苏在线师资研修（增补）',
    region_codes: ['32'],
  });
  await hq.post('/training-batches', {
    ...draft,
    title: '2020 年第三期跨片区在线师资研修',
    region_codes: ['32', '42'],
  });
  await school.post('/teachers', {
    staff_no: 'T02',
    name: '上官娴',
    id_number: residentId(901),
    major: '会计',
  });
  const rows = [
    ['上官娴', 'T02', '', ''],
    ['欧阳㛃', 'T01', '', ''],
    ['无名氏', 'T999', '', ''],
  ];
  const tried = await school.dryRun(
    '/training-enrolment-imports',
    csv(['姓名', '工号', '证件号码', '学校代码'], rows),
    { batch_id: batch.id },
  );
  ids.enrolment_import = tried.id;
}

/** What the demo's own class in training has to open: it is in the middle of its lessons. */
async function findTraining(ids, { hq, trainer, lead }) {
  const [group] = (await trainer.get('/training-classes?status=running')).items;
  ids.training_class = group.id;
  ids.running_batch = group.batch.id;
  ids.task = (await trainer.get(`/class-tasks?class_id=${group.id}`)).items.at(-1).id;
  ids.test = (await trainer.get(`/training-batches/${group.batch.id}/test`)).id;
  ids.paper = (await hq.get('/papers')).items[0].id;
  ids.judgement = (await lead.get('/training-judgements')).items[0].id;
}
