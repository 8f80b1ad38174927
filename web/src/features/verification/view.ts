/**
 * What a verdict looks like, without a word of how it is drawn: the page and the saved page draw the same.
 */
import type { Answer } from '@/lib/api/types';
import { groupNumber } from '@/lib/certificate/number';
import {
  credentialRows,
  type Printed,
  type PrintedRow,
  printedRows,
  type Say,
} from '@/lib/certificate/printed';
import { formatDateTime } from '@/lib/format/format';
import type { Check, Report, Verdict } from '@/lib/verifier/report';

export type Verification = Answer<'/api/v1/public/certificates/verify', 'post'>;
export type Tone = Verdict | 'unknown';

const SIGNS: Record<Tone, string> = {
  valid: '✓',
  revoked: '✕',
  superseded: '↻',
  expired: '⌛︎',
  not_authentic: '✕',
  unchecked: '?',
  unknown: '?',
};

const OUTCOMES: Record<Check['outcome'], string> = { passed: '✓', failed: '✕', unchecked: '–' };

export interface CheckView {
  name: string;
  outcome: Check['outcome'];
  sign: string;
  label: string;
  said: string;
  text: string;
}

export interface View {
  tone: Tone;
  sign: string;
  title: string;
  text: string;
  /** When the status was known, and what else is to be said of it. */
  notes: string[];
  checks: CheckView[];
  rows: PrintedRow[];
}

const MOMENT = /^\d{4}-\d\d-\d\dT/;

/** Moments in the words of the reader, in the time of the programme. */
const inWords = (values: Record<string, string>, language: string) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      MOMENT.test(value) ? formatDateTime(value, language) : value,
    ]),
  );

function head(tone: Tone, say: Say): Pick<View, 'tone' | 'sign' | 'title' | 'text'> {
  return {
    tone,
    sign: SIGNS[tone],
    title: say(`verdict.${tone}.title`, tone),
    text: say(`verdict.${tone}.text`, ''),
  };
}

function checksOf(checks: readonly Check[], say: Say, language: string): CheckView[] {
  return checks.map(({ name, outcome, detail, values }) => {
    const told = inWords(values, language);
    return {
      name,
      outcome,
      sign: OUTCOMES[outcome],
      label: say(`checks.names.${name}`, name),
      said: say(`checks.outcomes.${outcome}`, outcome),
      text: say(`checks.${detail}`, say(`reasons.${detail}`, detail, told), told),
    };
  });
}

function rowsOf(report: Report, say: Say, language: string): PrintedRow[] {
  if (!report.printed) return [];
  return report.printed.form === 'snapshot'
    ? printedRows(report.printed.snapshot as Printed, say, language)
    : credentialRows(report.printed.credential, say, language);
}

/** What the platform says of the end of a certificate. */
export function endNotes(answer: Verification, say: Say, language: string): string[] {
  const at = (moment: string) => ({ at: formatDateTime(moment, language) });
  return [
    answer.revoked_at && say('revoked_at', '', at(answer.revoked_at)),
    answer.superseded_at && say('superseded_at', '', at(answer.superseded_at)),
    answer.superseded_by && say('superseded_by', '', { number: groupNumber(answer.superseded_by) }),
  ].filter((note): note is string => Boolean(note));
}

/** The view of what was verified here, with what the platform answered where it was asked. */
export function viewOf(report: Report, say: Say, language: string, answer?: Verification): View {
  const reason = report.checks.find(({ detail }) => detail === report.reason);
  const { statusTime, validUntil } = report;
  const why =
    report.reason &&
    say(`reasons.${report.reason}`, report.reason, inWords(reason?.values ?? {}, language));
  const shown = head(report.verdict, say);
  return {
    ...shown,
    // Chinese sentences follow each other without a blank.
    text: [why, shown.text].filter(Boolean).join(why?.endsWith('。') ? '' : ' '),
    notes: [
      ...(answer ? endNotes(answer, say, language) : []),
      ...(validUntil ? [say('ends', '', { at: formatDateTime(validUntil, language) })] : []),
      ...(statusTime ? [say('status_time', '', { at: formatDateTime(statusTime, language) })] : []),
    ],
    checks: checksOf(report.checks, say, language),
    rows: rowsOf(report, say, language),
  };
}

/** The view of what the platform alone said of a number and a name. */
export function viewOfAnswer(answer: Verification, say: Say, language: string): View {
  return {
    ...head(answer.verdict, say),
    notes: [
      ...endNotes(answer, say, language),
      say('checked_at', '', { at: formatDateTime(answer.checked_at, language) }),
    ],
    checks: [],
    rows: answer.certificate ? printedRows(answer.certificate, say, language) : [],
  };
}
