/** Live sessions, as far as pages of several features show them: which there are, entering one, and hours. */
import { api, call } from '@/lib/api/client';
import { everyRow } from '@/lib/api/everyRow';
import type { Answer, Role } from '@/lib/api/types';

export type Session = Answer<'/api/v1/live-sessions/{id}', 'get'>;
export type ClassKind = Session['class_kind'];
export type Hours = Answer<'/api/v1/live-plans/{class_kind}/{class_id}', 'get'>['hours'];

/** Who sees sessions of some classes. */
export const SESSION_READERS: readonly Role[] = [
  'hq_admin',
  'branch_staff',
  'trainer',
  'institution_admin',
  'teacher',
  'student',
];

export const SESSIONS = ['live-sessions'];

type Query = Record<string, string | number | boolean | undefined>;

export const listSessions = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/live-sessions', { params: { query }, signal }));

/** All sessions of a class; a class has a few dozen. */
export const sessionsOf = (kind: ClassKind, id: string, signal: AbortSignal) =>
  everyRow((cursor) =>
    listSessions({ class_kind: kind, class_id: id, limit: 200, cursor }, signal),
  );

export const joinSession = (id: string) =>
  call(api.POST('/api/v1/live-sessions/{id}/join', { params: { path: { id } } }));
