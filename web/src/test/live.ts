/** Live sessions as the server would answer them. */

export const session = {
  id: 's1',
  class_kind: 'training_class',
  class_id: 'c1',
  class_title: '南京一班',
  title: '平台实操',
  host_user_id: 'u1',
  host_name: '培训师甲',
  starts_at: '2020-03-05T01:00:00Z',
  ends_at: '2020-03-05T02:30:00Z',
  minutes: 90,
  provider: 'link',
  status: 'planned',
  attended: 0,
  manages: true,
  can_join: false,
  opens_at: '2020-03-05T00:40:00Z',
  created_at: '2020-03-01T00:00:00Z',
  updated_at: '2020-03-01T00:00:00Z',
  version: 1,
};

export const held = {
  ...session,
  status: 'held',
  actual_start: '2020-03-05T01:00:00Z',
  actual_end: '2020-03-05T02:30:00Z',
  held_minutes: 90,
  version: 3,
};

export const hours = {
  minutes_per_hour: 45,
  planned_minutes: 90,
  planned_hours: 2,
  held_minutes: 0,
  held_hours: 0,
  required_hours: 24,
  clause: '二.1.(4)',
};

export const plan = {
  class_kind: 'training_class',
  class_id: 'c1',
  title: '南京一班',
  days: [{ from: '2020-03-04', until: '2020-03-11' }],
  hosts: [{ user_id: 'u1', name: '培训师甲' }],
  providers: ['link'],
  hours,
  busy: [
    {
      user_id: 'u1',
      starts_at: '2020-03-06T00:00:00Z',
      ends_at: '2020-03-06T04:00:00Z',
      source: 'trainer_absence',
    },
  ],
  manages: true,
};

export const attendance = {
  most_minutes: 90,
  version: 7,
  rows: [
    {
      user_id: 'm1',
      name: '王芳',
      number: 'T001',
      institution: '南京职院',
      gone: false,
      record: {
        minutes: 60,
        source: 'file',
        corrected: false,
        recorded_by: '培训师甲',
        recorded_at: '2020-03-05T03:00:00Z',
        version: 1,
      },
    },
    { user_id: 'm2', name: '赵敏', number: 'T002', institution: '南京职院', gone: false },
  ],
  unknown: [],
};

export const file = {
  id: 'f1',
  session_id: 's1',
  file_name: '参会明细.xlsx',
  program: 'tencent_meeting',
  status: 'parsed',
  sheet: '成员参会明细',
  ignored: ['手机号'],
  faults: [],
  rows_read: 2,
  open_rows: 1,
  rows: [
    {
      row_no: 10,
      shown_name: '王芳(南京)',
      outcome: 'matched',
      matched_by: 'name',
      user_id: 'm1',
      candidates: [{ user_id: 'm1', name: '王芳', number: 'T001' }],
    },
    { row_no: 11, shown_name: 'iPad', outcome: 'unmatched', candidates: [] },
  ],
  members: [
    { user_id: 'm1', name: '王芳', number: 'T001' },
    { user_id: 'm2', name: '赵敏', number: 'T002' },
  ],
  uploaded_at: '2020-03-05T03:00:00Z',
  version: 1,
};
