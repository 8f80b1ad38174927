/**
 * What stands on the paper as rows of label and value, in its order and in nothing but its words: to be
 * compared field by field.
 */
import type { Answer } from '@/lib/api/types';
import { formatDate } from '@/lib/format/format';
import type { AchievementCredential } from '@/lib/verifier/achievement';
import { groupNumber } from './number';

export type Printed = NonNullable<
  Answer<'/api/v1/public/certificates/verify', 'post'>['certificate']
>;

export interface PrintedRow {
  key: string;
  label: string;
  value: string;
}

/** Translates a key of the catalogue `verification`, or falls back. */
export type Say = (key: string, fallback: string, values?: Record<string, unknown>) => string;

/** Both languages where the paper has both: what is printed is compared, not translated. */
const both = (title: { zh: string; en?: string | null | undefined }) =>
  [title.zh, title.en].filter(Boolean).join(' / ');

const withMarks = (title: string, marks: (string | false | null | undefined)[]) => {
  const said = marks.filter(Boolean);
  return said.length > 0 ? `${title} (${said.join(', ')})` : title;
};

const rowsOf = (fields: Record<string, string | null | undefined>, say: Say): PrintedRow[] =>
  Object.entries(fields).flatMap(([key, value]) =>
    value ? [{ key, label: say(`fields.${key}`, key), value }] : [],
  );

type Subject = Printed['subjects'][number];

const marks = (subject: Subject, say: Say) => [
  subject.score && `${say('score', '')} ${subject.score}`,
  subject.grade && `${say('grade', '')} ${subject.grade}`,
];

/** The rows of a certificate by what was fixed when it was issued. */
export function printedRows(printed: Printed, say: Say, language: string): PrintedRow[] {
  return rowsOf(
    {
      number: groupNumber(printed.number),
      title: both(printed.title),
      holder_name: printed.holder_name,
      masked_id: printed.masked_id,
      institution: printed.institution.name,
      region: printed.region.name,
      edition: both(printed.edition.title),
      subjects: printed.subjects
        .map((one) => withMarks(both(one.title), marks(one, say)))
        .join('\n'),
      issued_on: formatDate(printed.issued_on, language),
      issuer: both(printed.issuer),
    },
    say,
  );
}

/** The same with what is on record beside the paper, for those who work with it. */
export function recordedRows(printed: Printed, say: Say, language: string): PrintedRow[] {
  const dated = (one: Subject) => [
    ...marks(one, say),
    one.exam_date && `${say('exam_date', '')} ${formatDate(one.exam_date, language)}`,
    one.passed_on && `${say('passed_on', '')} ${formatDate(one.passed_on, language)}`,
  ];
  const subjects = printed.subjects.map((one) => withMarks(both(one.title), dated(one)));
  const recorded = {
    kind: say(`kinds.${printed.kind}`, printed.kind),
    id_type: say(`id_types.${printed.id_type}`, printed.id_type),
    institution: [printed.institution.name, printed.institution.code].filter(Boolean).join(' '),
    subjects: subjects.join('\n'),
    basis: say(`bases.${printed.basis}`, printed.basis),
  };
  const paper = Object.fromEntries(
    printedRows(printed, say, language).map(({ key, value }) => [key, value]),
  );
  return rowsOf({ ...paper, ...recorded }, say);
}

/** A second result of a subject, its grade, is named after the first. */
const GRADE = ':grade';

function subjectsOf(credential: AchievementCredential, say: Say): string {
  const { achievement, result = [] } = credential.credentialSubject;
  const described = achievement.resultDescription ?? [];
  return described
    .filter(({ id }) => !id.endsWith(GRADE))
    .map(({ id, name }) => {
      const values = described.map((one, at) => {
        if (one.id !== id && one.id !== `${id}${GRADE}`) return undefined;
        const value = result[at]?.value;
        return value && `${say(one.resultType === 'Result' ? 'grade' : 'score', '')} ${value}`;
      });
      return withMarks(name, values);
    })
    .join('\n');
}

/** The rows that an open credential has: less than the paper. */
export function credentialRows(
  credential: AchievementCredential,
  say: Say,
  language: string,
): PrintedRow[] {
  const { credentialSubject: subject } = credential;
  return rowsOf(
    {
      number: groupNumber(subject.licenseNumber),
      title: credential.name,
      holder_name: subject.identifier[0].identityHash,
      edition: subject.achievement.description,
      subjects: subjectsOf(credential, say),
      issued_on: formatDate(credential.validFrom, language),
      issuer: credential.issuer.name,
    },
    say,
  );
}
