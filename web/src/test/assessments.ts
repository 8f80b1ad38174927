/** The expert group, its reviews and judgements as the server would answer them. */
import type { Grant } from '@/lib/api/types';

export const EXPERT: Grant = {
  id: 'g-expert',
  granted_at: '2020-02-09T00:00:00Z',
  role: 'expert',
  scope: { kind: 'country' },
};

const criterion = (code: string, title_zh: string, max: number) => ({
  code,
  title_zh,
  title_en: code,
  description: '',
  max,
});

export const review = {
  id: 'r1',
  batch: { id: 'b1', title: '2020 年第三期在线师资研修' },
  code: '7K2MPX04QD',
  status: 'assigned',
  late: true,
  assigned_at: '2020-03-13T00:00:00Z',
  due_at: '2020-03-20T00:00:00Z',
  version: 1,
};

export const reviewDetail = {
  ...review,
  rubric: {
    edition_id: 'e1',
    no: 1,
    source: 'assumption',
    criteria: [criterion('content', '内容准确', 60), criterion('goals', '教学目标', 40)],
  },
  design: { name: 'design-7K2MPX04QD-v1.docx', kind: 'docx', size: 2048 },
  scores: { content: '50' },
};

export const arithmetic = {
  learning: {
    score: '90',
    complete: true,
    sources: [
      { key: 'attendance', weight: 60, share: [1, 1], done: 972, of: 1080, score: '90' },
      { key: 'work', weight: 40, done: 0, of: 0 },
    ],
  },
  test: { score: '70', complete: true, attempts: ['40', '70'] },
  design: {
    score: '80',
    state: 'agreed',
    threshold: '15',
    difference: '10',
    reviews: [
      { slot: 1, total: '75' },
      { slot: 2, total: '85' },
    ],
  },
  parts: [
    { part: 'learning_record', weight: 30, share: [3, 10], score: '90' },
    { part: 'online_test', weight: 30, share: [3, 10], score: '70' },
    { part: 'teaching_design', weight: 40, share: [2, 5], score: '80' },
  ],
  missing: [],
  composite: '80',
  pass_mark: '60',
};

export const judgement = {
  id: 'j1',
  batch: { id: 'b1', title: '2020 年第三期在线师资研修' },
  code: '7K2MPX04QD',
  status: 'proposed',
  arithmetic,
  proposed: 'passed',
  proposed_by_lead: false,
  overridden: false,
  rules_version: 1,
  version: 2,
};

export const judgementDetail = {
  ...judgement,
  remarks: [{ slot: 1, remarks: '任务贴近岗位' }],
};

export const panel = {
  batch_id: 'b1',
  experts: [
    { user_id: 'u1', name: '秦琼', lead: false, reviews: 3, submitted: 1, late: 2, max_reviews: 5 },
    { user_id: 'u2', name: '罗成', lead: true, reviews: 0, submitted: 0, late: 0 },
  ],
  progress: { participants: 4, designs: 3, unassigned: 3, assigned: 2, submitted: 1, third: 0 },
  version: 3,
};
