/** The words of a template: their places, and what can be wrong with one before anybody is asked. Pure. */
import type { Texts } from './words';

/** Of several sentences. */
export const SENTENCES = ['heading', 'statement', 'note'] as const;
export const LABELS = [
  'number',
  'document',
  'institution',
  'subject',
  'score',
  'passed',
  'scan',
] as const;

/** What stands for something of the certificate. */
export const PLACEHOLDERS = [
  'title',
  'holder',
  'masked_id',
  'institution',
  'region',
  'edition',
  'issuer',
  'issued_on',
  'number',
] as const;

export const MAX_LENGTH = 400;

interface Typed {
  zh?: string | undefined;
  en?: string | null | undefined;
}

/** A form's words: each may have been emptied. */
export interface TypedTexts {
  heading?: Typed;
  statement?: Typed;
  note?: Typed;
  labels?: Partial<Record<(typeof LABELS)[number], Typed>>;
}

export type Fault = { code: 'brace' } | { code: 'placeholder'; name: string };

const KNOWN: ReadonlySet<string> = new Set(PLACEHOLDERS);

/** A brace without its counterpart, or a placeholder that there is not. */
export function faultOf(text: string): Fault | undefined {
  let open: number | undefined;
  for (const [at, character] of [...text].entries()) {
    if (character === '{') {
      if (open !== undefined) return { code: 'brace' };
      open = at;
    } else if (character === '}') {
      if (open === undefined) return { code: 'brace' };
      const name = [...text].slice(open + 1, at).join('');
      if (!KNOWN.has(name)) return { code: 'placeholder', name };
      open = undefined;
    }
  }
  return open === undefined ? undefined : { code: 'brace' };
}

const said = (text: string | null | undefined) => text?.trim() ?? '';

function pair({ zh, en }: Typed = {}): { zh: string; en?: string } {
  return { zh: said(zh), ...(said(en) ? { en: said(en) } : {}) };
}

/** The words as they are sent: without what was left empty. */
export function textsOf({ heading, statement, note, labels = {} }: TypedTexts): Texts {
  const { number, document, institution, subject, score, passed, scan } = labels;
  return {
    heading: pair(heading),
    statement: pair(statement),
    ...(said(note?.zh) || said(note?.en) ? { note: pair(note) } : {}),
    labels: {
      number: pair(number),
      document: pair(document),
      institution: pair(institution),
      subject: pair(subject),
      score: pair(score),
      passed: pair(passed),
      scan: pair(scan),
    },
  };
}
