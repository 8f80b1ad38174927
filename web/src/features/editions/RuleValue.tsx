/** The value of a rule, shown and edited by its kind: number, day, or yes and no. */
import { Input, InputNumber, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateText } from '@/components/display/Formatted';
import { useFormat } from '@/lib/format/useFormat';
import type { Rule } from './words';

export function RuleValueText({ value }: { value: Rule['value'] }) {
  const { t } = useTranslation('editions');
  const format = useFormat();
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number') return format.number(value);
  return <DateText value={value} />;
}

interface Props {
  kind: Rule['kind'];
  id?: string;
  value?: Rule['value'] | null;
  onChange?: (value: Rule['value'] | null) => void;
}

export function RuleValueInput({ kind, id, value, onChange }: Props) {
  const { t } = useTranslation('editions');
  if (kind === 'int') {
    return (
      <InputNumber
        controls={false}
        {...(id ? { id } : {})}
        precision={0}
        value={typeof value === 'number' ? value : null}
        onChange={(next) => onChange?.(next)}
      />
    );
  }
  if (kind === 'date') {
    return (
      <Input
        {...(id ? { id } : {})}
        type="date"
        style={{ maxWidth: 200 }}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onChange?.(event.target.value || null)}
      />
    );
  }
  return (
    <Radio.Group
      {...(id ? { id } : {})}
      value={value ?? null}
      onChange={(event) => onChange?.(event.target.value)}
      options={[
        { value: true, label: t('yes') },
        { value: false, label: t('no') },
      ]}
    />
  );
}
