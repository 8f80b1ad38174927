/** How teacher training stands by period and region, and who attends too little. */
import { api, call } from '@/lib/api/client';
import type { Answer, Item, Role } from '@/lib/api/types';

export type BoardRegion = Item<Answer<'/api/v1/training-board', 'get'>>;
export type AtRisk = Item<Answer<'/api/v1/training-participants-at-risk', 'get'>>;

export const BOARD_READERS: readonly Role[] = ['hq_admin', 'branch_staff'];
export const RISK_READERS: readonly Role[] = [
  'hq_admin',
  'branch_staff',
  'trainer',
  'institution_admin',
];

export const BOARD = ['training-board'];

export const MEASURES = [
  'enrolled',
  'waiting',
  'classes',
  'held_hours',
  'without_guidance',
  'at_risk',
  'certified',
] as const;
export type Measure = (typeof MEASURES)[number];

/** The list of the rows behind a number. Hours are added up of many rows and have none. */
export const ROWS: Partial<Record<Measure, string>> = {
  enrolled: '/training/enrolments?takes_place=true&',
  waiting: '/training/enrolments?status=waiting&',
  classes: '/training/classes?',
  without_guidance: '/training/guidance?owed=true&',
  at_risk: '/training/at-risk?',
  certified: '/certificates?kind=training_certificate&status=valid&',
};

type Query = Record<string, string | number | boolean | undefined>;

export const getBoard = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/training-board', { params: { query }, signal }));

export const listAtRisk = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/training-participants-at-risk', { params: { query }, signal }));

export const myHours = (signal: AbortSignal) =>
  call(api.GET('/api/v1/my-training-hours', { signal }));
