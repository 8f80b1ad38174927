/** Work that classes are set, and what is handed in. */
import { api, call, idempotent, ifMatch } from '@/lib/api/client';
import type { Answer, Body, Item, Role } from '@/lib/api/types';

export type Task = Answer<'/api/v1/class-tasks/{id}', 'get'>;
export type HandInLine = Item<Answer<'/api/v1/class-tasks/{id}/hand-ins', 'get'>>;
export type HandIn = Answer<'/api/v1/class-tasks/{id}/hand-in', 'put'>;
export type NewTask = Body<'/api/v1/class-tasks', 'post'>;

export const TASK_READERS: readonly Role[] = ['hq_admin', 'branch_staff', 'trainer'];
/** Who sets work and reads what is handed in. */
export const TASK_SETTERS: readonly Role[] = ['trainer'];

export const TASKS = ['class-tasks'];

type Query = Record<string, string | number | boolean | undefined>;

export const listTasks = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/class-tasks', { params: { query }, signal }));

export const getTask = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/class-tasks/{id}', { params: { path: { id } }, signal }));

export const createTask = (body: NewTask, idempotencyKey: string) =>
  call(api.POST('/api/v1/class-tasks', { params: { header: idempotent(idempotencyKey) }, body }));

export const updateTask = (
  { id, version }: Task,
  body: Body<'/api/v1/class-tasks/{id}', 'patch'>,
) =>
  call(
    api.PATCH('/api/v1/class-tasks/{id}', {
      params: { path: { id }, header: ifMatch(version) },
      body,
    }),
  );

export const withdrawTask = ({ id, version }: Task) =>
  call(
    api.POST('/api/v1/class-tasks/{id}/withdraw', {
      params: { path: { id }, header: ifMatch(version) },
    }),
  );

export const listHandIns = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/class-tasks/{id}/hand-ins', { params: { path: { id } }, signal }));

export const handIn = (id: string, body: Body<'/api/v1/class-tasks/{id}/hand-in', 'put'>) =>
  call(api.PUT('/api/v1/class-tasks/{id}/hand-in', { params: { path: { id } }, body }));

export const readHandIn = ({ task_id, enrolment_id, version }: HandIn, remarks: string) =>
  call(
    api.POST('/api/v1/class-tasks/{id}/hand-ins/{enrolment_id}/read', {
      params: { path: { id: task_id, enrolment_id }, header: ifMatch(version) },
      body: remarks ? { remarks } : {},
    }),
  );

export const handInFile = ({ task_id, enrolment_id }: HandIn) =>
  `/api/v1/class-tasks/${task_id}/hand-ins/${enrolment_id}/file`;
