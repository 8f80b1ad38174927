/** What became of each teacher of a request, also where the request was refused for all of them. Pure. */
import { ApiProblem, pointerPath } from '@/lib/api/problem';
import type { EnrolmentResult } from '../api';

/** Nothing where the refusal is not about the teachers. */
export function refusedEach(
  error: unknown,
  teacherIds: readonly string[],
): EnrolmentResult[] | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const faults = new Map(
    error.errors.flatMap((fault) => {
      const [field, at] = pointerPath(fault.pointer);
      return field === 'teacher_ids' && at !== undefined ? [[Number(at), fault] as const] : [];
    }),
  );
  if (faults.size < teacherIds.length) return undefined;
  return teacherIds.map((teacher_id, at) => ({
    teacher_id,
    outcome: 'refused',
    code: faults.get(at)?.code ?? null,
    message: faults.get(at)?.message ?? null,
  }));
}
