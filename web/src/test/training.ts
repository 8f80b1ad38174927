/** Training batches and enrolments as the server would answer them. */
import type { Grant } from '@/lib/api/types';

const granted_at = '2020-02-09T00:00:00Z';

export const SCHOOL: Grant = {
  id: 'g-school',
  granted_at,
  role: 'institution_admin',
  scope: { kind: 'institution', region_code: '42', institution_id: 'i1' },
};
export const TRAINER: Grant = {
  id: 'g-trainer',
  granted_at,
  role: 'trainer',
  scope: { kind: 'region', region_code: '42' },
};
export const TEACHER: Grant = {
  id: 'g-teacher',
  granted_at,
  role: 'teacher',
  scope: { kind: 'self' },
};

export const edition = {
  id: 'e1',
  status: 'open',
  title_zh: '2020 年春季',
  title_en: 'Spring 2020',
};
export const calendar = {
  edition_id: 'e1',
  windows: [
    { kind: 'teacher_training', period: 1, start: '2020-02-17', end: '2020-02-24' },
    { kind: 'teacher_training', period: 3, start: '2020-02-23', end: '2020-03-01' },
    { kind: 'student_training', period: 2, start: '2020-04-20', end: '2020-06-19' },
  ],
};

const rule = (id: string, title_zh: string, clause: string, value: number, severity: string) => ({
  rule: id,
  title_zh,
  title_en: id,
  clause,
  kind: 'int',
  value,
  severity,
  source: 'notice',
  regional: [],
  version: 1,
});
export const rules = [
  rule('training_class.size_min', '师资研修班最少人数', '二.1.(2)', 15, 'should'),
  rule('training_class.min_trainers', '师资研修班最少培训师人数', '二.1.(2)', 1, 'must'),
  rule('cohort.max_students', '学习班最多学生', '二.2.(3)', 18, 'should'),
];

export const batch = {
  id: 'b1',
  edition_id: 'e1',
  period: 3,
  title: '2020 年第三期湖北在线师资研修',
  status: 'draft',
  region_codes: ['42'],
  opened_by_region: '42',
  enrol_from: '2020-03-01T00:00:00Z',
  enrol_until: '2099-03-03T16:00:00Z',
  starts_on: '2020-03-04',
  ends_on: '2020-03-11',
  places: 40,
  taken: 12,
  waiting: 0,
  planned_hours: 24,
  national_plan: true,
  syllabus: '第一讲 财税共享',
  trainers: [] as { user_id: string; name: string; region_code?: string }[],
  warnings: [{ code: 'outside_window', message: 'outside the period' }],
  created_at: '2020-02-28T00:00:00Z',
  updated_at: '2020-02-28T00:00:00Z',
  version: 7,
};

export const enrolment = {
  id: 'n1',
  edition_id: 'e1',
  batch: {
    id: 'b1',
    title: batch.title,
    period: 3,
    starts_on: '2020-03-04',
    ends_on: '2020-03-11',
    status: 'enrolling',
  },
  teacher: { id: 't1', name: '单雄信', staff_no: 'T1' },
  institution: { id: 'i1', name: '江城职业学院' },
  region_code: '42',
  level: 'higher_vocational',
  status: 'enrolled',
  seq: 5,
  enrolled_at: '2020-03-01T01:00:00Z',
  updated_at: '2020-03-01T01:00:00Z',
  version: 2,
};

/** The same teacher in a class. */
export const participant = {
  enrolment_id: 'n1',
  class: { id: 'c1', title: '湖北 1 班' },
  teacher: { id: 't1', name: '单雄信', staff_no: 'T1' },
  institution: { id: 'i1', name: '江城职业学院' },
  region_code: '42',
};

/** Work that the class is set. */
export const task = {
  id: 'k1',
  class: { id: 'c1', title: '湖北 1 班' },
  title: '业务分析',
  description: '分析本校业务流程',
  due_at: '2020-03-06T10:00:00Z',
  overdue: false,
  set_by: { id: 'u1', name: '窦线娘' },
  created_at: '2020-03-04T01:00:00Z',
  updated_at: '2020-03-04T01:00:00Z',
  counts: { participants: 2, handed_in: 1, late: 1, unread: 1 },
  version: 1,
};

export const meta = {
  version: '1',
  demo: false,
  now: '2020-03-04T02:00:00Z',
  file_limits: {
    teaching_design: 50_000_000,
    task: 20_000_000,
    material: 20_000_000,
    spreadsheet: 20_000_000,
  },
};

/** What every page of training asks beside its own. */
export const shared = {
  'GET /api/v1/editions': () => ({ items: [edition] }),
  'GET /api/v1/editions/e1/calendar': () => calendar,
  'GET /api/v1/editions/e1/rules': () => ({ items: rules }),
  'GET /api/v1/meta': () => meta,
};
