/** Sentences for what the server refuses, in the reader's language. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/lib/api/problem';
import type { FieldError } from '@/lib/api/types';
import { missingCharacters } from '@/lib/certificate/unprintable';
import { takenTime } from './takenTime';
import { useDynamicText } from './useDynamicText';

/** Where a fault of an uploaded file as a whole is told. */
const FILE = '/file';
/** The same of a document that was sent in parts. */
const UPLOAD = '/upload_id';

export function useProblemText() {
  const { t } = useTranslation('errors');
  const { text } = useDynamicText('errors');

  /** What happened and what to mend, with the time to wait where there is one. */
  const problemText = useCallback(
    (error: unknown): string => {
      const problem = asProblem(error);
      const file = problem.errors.find(({ pointer }) => pointer === FILE);
      const general = text(`codes.${problem.code}`, problem.detail || t('codes.internal'));
      const document = problem.errors.find(({ pointer }) => pointer === UPLOAD);
      const sentence = file
        ? text(`files.${file.code}`, general)
        : document
          ? text(`documents.${document.code}`, general)
          : general;
      return problem.retryAfter
        ? `${sentence} ${t('retry_after', { seconds: problem.retryAfter })}`
        : sentence;
    },
    [t, text],
  );

  /**
   * A field's fault. Names, documents and codes are judged by the same rules as in spreadsheets, hence by the
   * same words; the server's English sentence where the catalogue knows no better. Characters that cannot be printed
   * are named.
   */
  const fieldText = useCallback(
    (error: FieldError): string => {
      const taken = takenTime(error.message);
      if (taken) {
        const { who = t('taken.class'), from, until, session } = taken;
        return session
          ? t('taken.by_session', { who, from, until, session })
          : t('taken.otherwise', { who, from, until });
      }
      const characters = missingCharacters(error.message)
        .map(({ character, code }) => `${character} ${code}`)
        .join(' ');
      return text(`fields.${error.code}`, text(`rows.${error.code}`, error.message), {
        characters,
      });
    },
    [t, text],
  );

  return { problemText, fieldText };
}
