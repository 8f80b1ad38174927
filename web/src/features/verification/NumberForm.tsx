/** Number and name, as printed. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainButton, PlainField } from '@/components/plain/Plain';

interface Props {
  number: string;
  busy: boolean;
  onAsk: (question: { number: string; name: string } | undefined) => void;
}

export function NumberForm({ number: given, busy, onAsk }: Props) {
  const { t } = useTranslation('verification');
  const [number, setNumber] = useState(given);
  const [name, setName] = useState('');
  const [checked, setChecked] = useState(false);
  const question = { number: number.trim(), name: name.trim() };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    onAsk(question.number && question.name ? question : undefined);
  };

  return (
    <form onSubmit={submit} noValidate>
      <PlainField
        label={t('number')}
        value={number}
        onChange={setNumber}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={64}
        hint={t('number_hint')}
        error={checked && !question.number ? t('number_required') : undefined}
      />
      <PlainField
        label={t('name')}
        value={name}
        onChange={setName}
        autoComplete="off"
        maxLength={50}
        hint={t('name_hint')}
        error={checked && !question.name ? t('name_required') : undefined}
      />
      <PlainButton type="submit" tone="primary" wide busy={busy}>
        {t(busy ? 'busy' : 'submit')}
      </PlainButton>
    </form>
  );
}
