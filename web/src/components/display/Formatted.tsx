/** Values in the form of the reader's language. An absent value is a dash that a screen reader can say. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format/useFormat';

function Absent() {
  const { t } = useTranslation('components');
  return (
    <span title={t('absent')}>
      <span aria-hidden="true">–</span>
      <span className="ox-visually-hidden">{t('absent')}</span>
    </span>
  );
}

interface TimeProps {
  value: string | null | undefined;
}

/** A day of the programme (Asia/Shanghai). */
export function DateText({ value }: TimeProps) {
  const format = useFormat();
  return value ? <time dateTime={value}>{format.date(value)}</time> : <Absent />;
}

export function DateTimeText({ value }: TimeProps) {
  const format = useFormat();
  return value ? <time dateTime={value}>{format.dateTime(value)}</time> : <Absent />;
}

/** An amount in whole fen. */
export function Money({ fen }: { fen: number | null | undefined }) {
  const format = useFormat();
  if (fen === null || fen === undefined) return <Absent />;
  return <span style={{ fontVariantNumeric: 'tabular-nums' }}>{format.money(fen)}</span>;
}

export function Text({ value }: { value: string | number | null | undefined }) {
  return value === null || value === undefined || value === '' ? <Absent /> : value;
}
