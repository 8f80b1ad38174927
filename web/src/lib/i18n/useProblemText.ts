/** Sentences for what the server refuses, in the reader's language. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, pointerPath } from '@/lib/api/problem';
import type { FieldError } from '@/lib/api/types';
import { missingCharacters } from '@/lib/certificate/unprintable';
import { useDynamicText } from './useDynamicText';
import { useValues } from './useValues';

/** Where a fault of an uploaded file as a whole is told. */
const FILE = '/file';
/** The same of a document that was sent in parts. */
const UPLOAD = '/upload_id';

/** Told by the sentence of the whole refusal, and not once more. */
export const isOfWholeFile = ({ pointer }: FieldError) => pointer === FILE || pointer === UPLOAD;

export function useProblemText() {
  const { t } = useTranslation('errors');
  const { text } = useDynamicText('errors');
  const shown = useValues();

  /** What happened and what to mend, with the time to wait where there is one. */
  const problemText = useCallback(
    (error: unknown): string => {
      const problem = asProblem(error);
      const { reason } = problem;
      const file = problem.errors.find(({ pointer }) => pointer === FILE);
      const code = text(`codes.${problem.code}`, problem.detail || t('codes.internal'));
      const general = reason ? text(`reasons.${reason.code}`, code, shown(reason.values)) : code;
      const document = problem.errors.find(({ pointer }) => pointer === UPLOAD);
      const sentence = file
        ? text(`files.${file.code}`, general)
        : document
          ? text(`documents.${document.code}`, general)
          : general;
      const { retryAfter: seconds } = problem;
      if (!seconds) return sentence;
      const wait =
        seconds < 120
          ? t('retry_after', { seconds })
          : t('retry_after_minutes', { minutes: Math.ceil(seconds / 60) });
      return `${sentence} ${wait}`;
    },
    [t, text, shown],
  );

  /**
   * A field's fault. Names, documents and codes are judged by the same rules as in spreadsheets, hence by the
   * same words; the server's English sentence where the catalogue knows no better. What the fault names stands in the
   * key (`length_max_min`), for a limit may be there or not; characters that cannot be printed are named.
   */
  const fieldText = useCallback(
    ({ code, message, values }: FieldError): string => {
      const characters = missingCharacters(message)
        .map(({ character, code }) => `${character} ${code}`)
        .join(' ');
      const named = { ...shown(values), characters };
      const known = text(`fields.${code}`, text(`rows.${code}`, message), named);
      const names = Object.keys(values ?? {}).sort();
      return text(`fields.${[code, ...names].join('_')}`, known, named);
    },
    [text, shown],
  );

  /** A fault that no field shows, with its place in words. */
  const unplacedText = useCallback(
    (fault: FieldError): string => {
      const place = pointerPath(fault.pointer)
        .map((part) =>
          typeof part === 'number' ? t('item', { no: part + 1 }) : text(`places.${part}`, ''),
        )
        .filter((part) => part !== '')
        .join(' ');
      const sentence = fieldText(fault);
      return place ? t('placed', { place, sentence }) : sentence;
    },
    [t, text, fieldText],
  );

  return { problemText, fieldText, unplacedText };
}
