/** A previewed grouping as the branch edits it, and what the rules say of it then. Pure. */
import type { Preview } from '../classes/api';

export type Participant = Preview['classes'][number]['participants'][number];

export interface PlannedClass {
  /** Stays with the class while titles are edited. */
  key: string;
  title: string;
  participants: Participant[];
  trainerIds: string[];
}

/** What is read of a rule of the edition. */
export interface RuleOfClass {
  rule: string;
  clause: string;
  value: unknown;
  severity: string;
}

/** A rule that a class does not keep to as it is now. */
export interface Shortfall {
  key: string;
  title: string;
  rule: string;
  clause: string;
  must: boolean;
  limit: number;
  actual: number;
  /** What both branches agreed on, where that is the reason already. */
  agreed?: string;
}

export const planOf = (preview: Preview): PlannedClass[] =>
  preview.classes.map((one, at) => ({
    key: String(at),
    title: one.title,
    participants: [...one.participants],
    trainerIds: [...one.trainer_ids],
  }));

export const filledOf = (plan: readonly PlannedClass[]): PlannedClass[] =>
  plan.filter(({ participants }) => participants.length > 0);

/** Whether other people wait for a class than when this was previewed, or no classes can be made of them any more. */
export function changedFor(before: Preview, now: Preview): boolean {
  const ids = ({ classes }: Preview) =>
    classes
      .flatMap(({ participants }) => participants.map(({ enrolment_id }) => enrolment_id))
      .sort()
      .join();
  return Boolean(now.refusal) !== Boolean(before.refusal) || ids(before) !== ids(now);
}

/** Moves people between classes; the order within a class follows that of enrolment. */
export function moveInto(
  plan: readonly PlannedClass[],
  ids: ReadonlySet<string>,
  to: string,
): PlannedClass[] {
  const moving = plan.flatMap(({ participants }) =>
    participants.filter(({ enrolment_id }) => ids.has(enrolment_id)),
  );
  return plan.map((one) => {
    const staying = one.participants.filter(({ enrolment_id }) => !ids.has(enrolment_id));
    return {
      ...one,
      participants:
        one.key === to ? [...staying, ...moving].sort((a, b) => a.seq - b.seq) : staying,
    };
  });
}

/** One more class, without anybody yet. */
export function withNewClass(plan: readonly PlannedClass[], title: string): PlannedClass[] {
  const key = String(Math.max(-1, ...plan.map((one) => Number(one.key))) + 1);
  return [...plan, { key, title, participants: [], trainerIds: [] }];
}

/** Titles that stand more than once, and classes without one. */
export function titleFaults(plan: readonly PlannedClass[]): Map<string, 'empty' | 'twice'> {
  const faults = new Map<string, 'empty' | 'twice'>();
  const filled = filledOf(plan);
  for (const one of filled) {
    const title = one.title.trim();
    if (!title) faults.set(one.key, 'empty');
    else if (filled.some((other) => other !== one && other.title.trim() === title)) {
      faults.set(one.key, 'twice');
    }
  }
  return faults;
}

/** How often each value occurs, in the order of appearance. */
export function countsOf<T>(rows: readonly T[], of: (row: T) => string): [string, number][] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1);
  return [...counts];
}

const CHECKS: readonly { rule: string; least: boolean; of: (one: PlannedClass) => number }[] = [
  { rule: 'training_class.size_min', least: true, of: (one) => one.participants.length },
  { rule: 'training_class.size_max', least: false, of: (one) => one.participants.length },
  { rule: 'training_class.size_ceiling', least: false, of: (one) => one.participants.length },
  { rule: 'training_class.min_trainers', least: true, of: (one) => one.trainerIds.length },
  {
    rule: 'training_class.max_regions',
    least: false,
    of: (one) => new Set(one.participants.map(({ region_code }) => region_code)).size,
  },
];

/** Where the classes, as they are now, do not keep to these rules. The server decides by those of each region. */
export function shortfalls(
  plan: readonly PlannedClass[],
  rules: readonly RuleOfClass[],
  agreed: string | undefined,
): Shortfall[] {
  return filledOf(plan).flatMap((one) =>
    CHECKS.flatMap(({ rule, least, of }) => {
      const found = rules.find((candidate) => candidate.rule === rule);
      if (!found) return [];
      const [limit, actual] = [Number(found.value), of(one)];
      if (least ? actual >= limit : actual <= limit) return [];
      return [
        {
          key: one.key,
          title: one.title,
          rule,
          clause: found.clause,
          must: found.severity === 'must',
          limit,
          actual,
          ...(rule === 'training_class.max_regions' && agreed ? { agreed } : {}),
        },
      ];
    }),
  );
}
