/** A previewed split as the school edits it. Pure. */
import type { SplitPreview } from './api';

export type PlannedStudent = SplitPreview['groups'][number]['students'][number];
export type PlannedTeacher = SplitPreview['groups'][number]['teachers'][number];

export interface PlannedGroup {
  /** Stays with the group while titles are edited. */
  key: string;
  title: string;
  major: string;
  students: PlannedStudent[];
  teacherIds: string[];
}

export const groupsOf = (preview: SplitPreview): PlannedGroup[] =>
  preview.groups.map((group, at) => ({
    key: String(at),
    title: group.title,
    major: group.major,
    students: [...group.students],
    teacherIds: group.teachers.map(({ id }) => id),
  }));

/** Moves students between groups; the order within a group follows the student number. */
export function moveBetween(
  groups: readonly PlannedGroup[],
  ids: ReadonlySet<string>,
  to: string,
): PlannedGroup[] {
  const moving = groups.flatMap(({ students }) => students.filter(({ id }) => ids.has(id)));
  return groups.map((group) => {
    const staying = group.students.filter(({ id }) => !ids.has(id));
    return {
      ...group,
      students:
        group.key === to
          ? [...staying, ...moving].sort((a, b) => (a.student_no < b.student_no ? -1 : 1))
          : staying,
    };
  });
}

/** Titles that stand more than once, and groups without one. */
export function titleFaults(groups: readonly PlannedGroup[]): Map<string, 'empty' | 'twice'> {
  const faults = new Map<string, 'empty' | 'twice'>();
  const filled = groups.filter(({ students }) => students.length > 0);
  for (const group of filled) {
    const title = group.title.trim();
    if (!title) faults.set(group.key, 'empty');
    else if (filled.some((other) => other !== group && other.title.trim() === title)) {
      faults.set(group.key, 'twice');
    }
  }
  return faults;
}

/** How many of each administrative class, in their order of appearance. */
export function classCounts(students: readonly PlannedStudent[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { admin_class } of students) {
    if (admin_class) counts.set(admin_class, (counts.get(admin_class) ?? 0) + 1);
  }
  return [...counts];
}
