/** Live sessions of training classes and student cohorts: their plan, entering them, and who attended. */
import type { ClassKind, Session } from '@/components/live/api';
import { api, call, idempotencyKey, idempotent, ifMatch, multipart } from '@/lib/api/client';
import type { Answer, Body, Item, Role } from '@/lib/api/types';

export type SessionStatus = Session['status'];
export type Provider = Session['provider'];
export type NewSessions = Body<'/api/v1/live-sessions', 'post'>;
export type SessionUpdate = Body<'/api/v1/live-sessions/{id}', 'patch'>;
export type Plan = Answer<'/api/v1/live-plans/{class_kind}/{class_id}', 'get'>;
export type PlanRequest = Body<'/api/v1/live-sessions/plan', 'post'>;
export type Preview = Answer<'/api/v1/live-sessions/plan', 'post'>;
export type Attendance = Answer<'/api/v1/live-sessions/{id}/attendance', 'get'>;
export type AttendanceRow = Attendance['rows'][number];
export type AttendanceRecord = NonNullable<AttendanceRow['record']>;
export type AttendanceFile = Answer<'/api/v1/attendance-files/{id}', 'get'>;
export type FileRow = NonNullable<AttendanceFile['rows']>[number];
export type ListedFile = Item<Answer<'/api/v1/live-sessions/{id}/attendance-files', 'get'>>;

/** May take the list along as a file. */
export const EXPORTERS: readonly Role[] = [
  'hq_admin',
  'branch_staff',
  'trainer',
  'institution_admin',
];

export const PLANS = ['live-plans'];
export const FILES = ['attendance-files'];

export const getSession = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/live-sessions/{id}', { params: { path: { id } }, signal }));

export const createSessions = (body: NewSessions, key: string) =>
  call(api.POST('/api/v1/live-sessions', { params: { header: idempotent(key) }, body }));

export const updateSession = ({ id, version }: Session, body: SessionUpdate) =>
  call(
    api.PATCH('/api/v1/live-sessions/{id}', {
      params: { path: { id }, header: ifMatch(version) },
      body,
    }),
  );

export const cancelSession = ({ id, version }: Session, reason: string) =>
  call(
    api.POST('/api/v1/live-sessions/{id}/cancel', {
      params: { path: { id }, header: ifMatch(version) },
      body: { reason },
    }),
  );

export const endSession = ({ id, version }: Session) =>
  call(
    api.POST('/api/v1/live-sessions/{id}/end', {
      params: { path: { id }, header: ifMatch(version) },
    }),
  );

export const holdSession = (
  { id, version }: Session,
  body: { started_at: string; ended_at: string },
) =>
  call(
    api.POST('/api/v1/live-sessions/{id}/hold', {
      params: { path: { id }, header: ifMatch(version) },
      body,
    }),
  );

export const getPlan = (
  { kind, id }: { kind: ClassKind; id: string },
  range: { from?: string; until?: string },
  signal: AbortSignal,
) =>
  call(
    api.GET('/api/v1/live-plans/{class_kind}/{class_id}', {
      params: { path: { class_kind: kind, class_id: id }, query: range },
      signal,
    }),
  );

export const previewPlan = (body: PlanRequest) =>
  call(api.POST('/api/v1/live-sessions/plan', { body }));

export const getAttendance = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/live-sessions/{id}/attendance', { params: { path: { id } }, signal }));

export const putAttendance = (
  id: string,
  version: number,
  rows: { user_id: string; minutes: number }[],
  reason: string,
) =>
  call(
    api.PUT('/api/v1/live-sessions/{id}/attendance', {
      params: { path: { id }, header: ifMatch(version) },
      body: { rows, ...(reason ? { reason } : {}) },
    }),
  );

export const listFiles = (id: string, signal: AbortSignal) =>
  call(
    api.GET('/api/v1/live-sessions/{id}/attendance-files', { params: { path: { id } }, signal }),
  );

export const addFile = (id: string, file: File) =>
  call(
    api.POST('/api/v1/live-sessions/{id}/attendance-files', {
      params: { path: { id }, header: idempotent(idempotencyKey()) },
      body: { file: '' },
      bodySerializer: () => multipart({ file }),
    }),
  );

export const getFile = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/attendance-files/{id}', { params: { path: { id } }, signal }));

export const chooseRows = (
  { id, version }: AttendanceFile,
  rows: { row_no: number; user_id?: string }[],
) =>
  call(
    api.PATCH('/api/v1/attendance-files/{id}/rows', {
      params: { path: { id }, header: ifMatch(version) },
      body: { rows },
    }),
  );

export const applyFile = ({ id, version }: AttendanceFile) =>
  call(
    api.POST('/api/v1/attendance-files/{id}/apply', {
      params: { path: { id }, header: ifMatch(version) },
    }),
  );

export const discardFile = ({ id, version }: AttendanceFile) =>
  call(
    api.POST('/api/v1/attendance-files/{id}/discard', {
      params: { path: { id }, header: ifMatch(version) },
    }),
  );
