/** Students and teachers: two families of operations that differ by name only. */
import { api, call, ifMatch } from '@/lib/api/client';
import { importEndpoints } from '@/lib/api/imports';
import type { Answer, Body, Role } from '@/lib/api/types';

export type Kind = 'students' | 'teachers';
export type Student = Answer<'/api/v1/students/{id}', 'get'>;
export type Teacher = Answer<'/api/v1/teachers/{id}', 'get'>;
export type Member = Student | Teacher;
export type MemberStatus = Member['status'];
export type DocumentType = NonNullable<Member['id_type']>;
export type NewStudent = Body<'/api/v1/students', 'post'>;
export type Correction = Body<'/api/v1/students/{id}/corrections', 'post'>;
export type StatusStep = 'suspend' | 'resume' | 'leave';

export const READERS: Record<Kind, readonly Role[]> = {
  students: ['hq_admin', 'certifier', 'branch_staff', 'institution_admin', 'teacher'],
  teachers: [
    'hq_admin',
    'certifier',
    'expert',
    'branch_staff',
    'trainer',
    'institution_admin',
    'teacher',
  ],
};
/** Who keeps the lists: enters, imports, corrects, exports. */
export const KEEPERS: readonly Role[] = ['hq_admin', 'branch_staff', 'institution_admin'];
/** Who may see a whole identity number and the history. */
export const TRUSTED: readonly Role[] = [...KEEPERS, 'certifier'];

/** The student's paths stand for both in the types. */
const rootOf = (kind: Kind) => `/api/v1/${kind}` as '/api/v1/students';

export function numberOf(member: Member): string {
  return (
    ('student_no' in member ? member.student_no : undefined) ??
    ('staff_no' in member ? member.staff_no : undefined) ??
    ''
  );
}

export function listMembers(
  kind: Kind,
  query: Record<string, string | number | boolean | undefined>,
  signal: AbortSignal,
) {
  return call(api.GET(rootOf(kind), { params: { query }, signal }));
}

export const getMember = (kind: Kind, id: string, signal?: AbortSignal) =>
  call(
    api.GET(`${rootOf(kind)}/{id}`, { params: { path: { id } }, ...(signal ? { signal } : {}) }),
  );

export const memberHistory = (kind: Kind, id: string, signal: AbortSignal) =>
  call(api.GET(`${rootOf(kind)}/{id}/history`, { params: { path: { id } }, signal }));

export const createMember = (kind: Kind, body: NewStudent, idempotencyKey: string) =>
  call(
    api.POST(rootOf(kind), {
      body,
      params: { header: { 'Idempotency-Key': idempotencyKey } },
    }),
  );

export const updateMember = (
  kind: Kind,
  member: Member,
  body: Body<'/api/v1/students/{id}', 'patch'>,
) =>
  call(
    api.PATCH(`${rootOf(kind)}/{id}`, {
      params: { path: { id: member.id }, header: ifMatch(member.version) },
      body,
    }),
  );

export const correctMember = (kind: Kind, member: Member, body: Correction) =>
  call(
    api.POST(`${rootOf(kind)}/{id}/corrections`, {
      params: { path: { id: member.id }, header: ifMatch(member.version) },
      body,
    }),
  );

export const changeStatus = (kind: Kind, member: Member, step: StatusStep, reason: string) =>
  call(
    api.POST(`${rootOf(kind)}/{id}/${step}` as '/api/v1/students/{id}/suspend', {
      params: { path: { id: member.id } },
      body: { reason },
    }),
  );

export const revealNumber = async (kind: Kind, id: string, reason: string) =>
  (
    await call(
      api.POST(`${rootOf(kind)}/{id}/reveal`, { params: { path: { id } }, body: { reason } }),
    )
  ).id_number;

export const memberImports = (kind: Kind) =>
  importEndpoints(
    kind === 'students' ? '/api/v1/student-imports' : '/api/v1/teacher-imports',
    `/api/v1/${kind}/import-template.xlsx`,
  );
