/** Questions as they are written, and what is wrong with them. Pure. */
import type { FieldError } from '@/lib/api/types';
import type { Question, QuestionKind } from './api';

/** A question in the editor; `row` tells it from the others while they are moved about. */
export interface Row extends Question {
  row: string;
}

let rows = 0;
const nextRow = () => {
  rows += 1;
  return `row-${rows}`;
};

/** A key that no option of the question has: never shown, since the order differs for everybody. */
export function freeKey(options: Question['options']): string {
  for (let n = 1; ; n += 1) {
    const key = `k${n}`;
    if (!options.some((option) => option.key === key)) return key;
  }
}

const TRUE_FALSE = (words: { yes: string; no: string }): Question['options'] => [
  { key: 'true', text: words.yes },
  { key: 'false', text: words.no },
];

export const emptyQuestion = (kind: QuestionKind, words: { yes: string; no: string }): Row => ({
  row: nextRow(),
  kind,
  stem: '',
  options:
    kind === 'true_false'
      ? TRUE_FALSE(words)
      : ['k1', 'k2', 'k3', 'k4'].map((key) => ({ key, text: '' })),
  answer: [],
  points_hundredths: 500,
});

export const rowsOf = (items: readonly (Question & { id?: string })[]): Row[] =>
  items.map(({ kind, stem, options, answer, points_hundredths }) => ({
    row: nextRow(),
    kind,
    stem,
    options,
    answer,
    points_hundredths,
  }));

/** As the server takes them. */
export const questionsOf = (list: readonly Row[]): Question[] =>
  list.map(({ row: _row, ...question }) => question);

/** Whether the server would take both lists for the same. */
export const sameQuestions = (one: readonly Row[], other: readonly Row[]): boolean =>
  JSON.stringify(questionsOf(one)) === JSON.stringify(questionsOf(other));

/** An answer after an option was ticked: of one choice the only one. */
export function ticked(question: Question, key: string, on: boolean): string[] {
  if (question.kind !== 'multiple') return on ? [key] : [];
  const others = question.answer.filter((one) => one !== key);
  return on ? [...others, key] : others;
}

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const copy = [...list];
  const [one] = copy.splice(from, 1);
  if (one !== undefined) copy.splice(to, 0, one);
  return copy;
}

/** The faults of one question: by the part of it that they concern. */
export function faultsOf(faults: readonly FieldError[], index: number): FieldError[] {
  const head = `/items/${index}/`;
  return faults
    .filter(({ pointer }) => pointer.startsWith(head))
    .map((fault) => ({ ...fault, pointer: fault.pointer.slice(head.length) }));
}

export const pointsOf = (list: readonly Question[]): number =>
  list.reduce((sum, { points_hundredths }) => sum + points_hundredths, 0);
