import type { Tone } from '@/components/display/StateTag';
import type { Answer, Item } from '@/lib/api/types';

export type Edition = Answer<'/api/v1/editions/{id}', 'get'>;
export type Calendar = Answer<'/api/v1/editions/{id}/calendar', 'get'>;
export type ExamDate = Calendar['exam_dates'][number];
export type Rule = Item<Answer<'/api/v1/editions/{id}/rules', 'get'>>;
export type Version = Item<Answer<'/api/v1/editions/{id}/history', 'get'>>;

export const EDITIONS = ['editions'];

export const WINDOW_KINDS = [
  'platform_open',
  'teacher_training',
  'student_training',
  'mock_exam',
] as const;
export const EFFECTS = ['gates', 'warns'] as const;
export const SEVERITIES = ['must', 'should'] as const;

export const STATUS_TONE: Record<Edition['status'], Tone> = {
  draft: 'waiting',
  open: 'good',
  closed: 'neutral',
};

export const SOURCE_TONE: Record<Rule['source'], Tone> = {
  notice: 'neutral',
  assumption: 'warn',
  hq: 'active',
};
