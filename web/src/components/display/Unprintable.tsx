/** What of a certificate cannot be printed, in words: the field, and the character with its code to look it up by. */
import { useTranslation } from 'react-i18next';
import { missingCharacters, tooLongField } from '@/lib/certificate/unprintable';
import { useDynamicText } from '@/lib/i18n/useDynamicText';

/** `subjects[2].title.zh` → `subjects`. */
const member = (field: string) => field.split(/[.[]/)[0] ?? field;

/** `detail`: the server's sentence. Nothing where it names neither a character nor a field. */
export function Unprintable({ detail }: { detail: string }) {
  const { t } = useTranslation('components');
  const { text } = useDynamicText('components');
  const fieldName = (field: string) => text(`unprintable.fields.${member(field)}`, field);
  const missing = missingCharacters(detail);
  const long = tooLongField(detail);
  if (missing.length === 0) return long ? fieldName(long) : null;
  return missing.map(({ field, character, code }, at) => (
    <span key={`${field}|${code}`}>
      {at > 0 && t('unprintable.separator')}
      {t('unprintable.character', { field: fieldName(field), character, code })}
    </span>
  ));
}
