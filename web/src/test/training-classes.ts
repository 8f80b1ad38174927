/** A training class, and a preview of a grouping, for tests of the screens. */
import { batch, shared } from './training';

export const trainingClass = {
  id: 'c1',
  edition_id: 'e1',
  batch: { id: 'b1', title: batch.title, status: 'grouped' },
  period: 3,
  title: '湖北 1 班',
  region_code: '42',
  region_codes: ['42'],
  status: 'formed',
  starts_on: '2020-03-04',
  ends_on: '2020-03-11',
  participant_count: 14,
  trainers: [{ user_id: 'u1', name: '培训师甲' }],
  hours: {
    hour_minutes: 45,
    least: 24,
    clause: '二.1.(4)',
    planned_minutes: 810,
    held_minutes: 0,
    planned: 18,
    held: 0,
  },
  deviations: [
    {
      rule: 'training_class.size_min',
      clause: '二.1.(2)',
      limit: 15,
      actual: 14,
      reason: '本期最后一批',
      recorded_by: 'u9',
      recorded_at: '2020-03-02T01:00:00Z',
    },
  ],
  created_at: '2020-03-02T01:00:00Z',
  updated_at: '2020-03-02T01:00:00Z',
  version: 1,
};

const person = (seq: number) => ({
  enrolment_id: `n${seq}`,
  teacher: { id: `t${seq}`, staff_no: `T${seq}`, name: `教师${seq}` },
  institution: { id: 'i1', name: '武汉甲校' },
  region_code: '42',
  level: 'higher_vocational',
  seq,
});

/** Fourteen people, who make one class that is too small. */
export const smallPreview = {
  batch_id: 'b1',
  groups: [{ region_codes: ['42'], participants: 14 }],
  trainers: [{ user_id: 'u1', name: '培训师甲', region_code: '42', free: 2 }],
  classes: [
    {
      title: '湖北 1 班',
      region_codes: ['42'],
      trainer_ids: ['u1'],
      participants: Array.from({ length: 14 }, (_, at) => person(at + 1)),
    },
  ],
  deviations: [
    {
      class: 0,
      rule: 'training_class.size_min',
      clause: '二.1.(2)',
      severity: 'should',
      limit: 15,
      actual: 14,
    },
  ],
  remedies: [
    { kind: 'keep', class: 0, region_codes: [] },
    {
      kind: 'join',
      region_codes: ['42'],
      with_region_codes: ['32'],
      source: { batch_id: 'b2', title: '江苏研修', participants: 6 },
      leaves: { deviations: 0, outside: 0, classes: 1 },
    },
    {
      kind: 'move_away',
      region_codes: ['42'],
      count: 1,
      leaves: { deviations: 0, outside: 0, classes: 0 },
    },
    {
      kind: 'bring',
      region_codes: ['42'],
      count: 1,
      leaves: { deviations: 0, outside: 0, classes: 1 },
    },
  ],
};

const rule = (id: string, value: number, severity: string) => ({
  rule: id,
  clause: '二.1.(2)',
  value,
  severity,
  source: 'notice',
  title_zh: id,
  title_en: id,
  version: 1,
});

/** What the screens of classes read besides. */
export const aroundClasses = {
  ...shared,
  'GET /api/v1/training-batches/b1': () => ({ ...batch, status: 'enrolling' }),
  'GET /api/v1/editions/e1/rules': () => ({
    items: [
      rule('training_class.size_min', 15, 'should'),
      rule('training_class.size_max', 20, 'should'),
      rule('training_class.size_ceiling', 30, 'must'),
      rule('training_class.min_trainers', 1, 'must'),
      rule('training_class.max_regions', 1, 'should'),
    ],
  }),
};
