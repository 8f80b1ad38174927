/** The fields of the public form. */
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainField } from '@/components/plain/Plain';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { type Draft, POINTER } from './applyDraft';

/** GB/T 2260 codes of the regions that have a branch. */
const REGIONS =
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65'.split(
    ' ',
  );

interface ChoiceProps {
  label: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
  children: ReactNode;
}

function Choice({ label, value, error, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <div className="ox-field">
      <label className="ox-field__label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="ox-field__input"
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onChange={(event) => onChange(event.target.value)}
      >
        {children}
      </select>
      {error && (
        <p className="ox-field__error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

interface Props {
  draft: Draft;
  /** By pointer of the document. */
  faults: Readonly<Record<string, string>>;
  scan: File | undefined;
  scanOptional: boolean;
  onChange: (part: Partial<Draft>) => void;
  onScan: (file: File | undefined) => void;
}

export function ApplyFields({ draft, faults, scan, scanOptional, onChange, onScan }: Props) {
  const { t } = useTranslation('apply');
  const { text } = useDynamicText('regions');
  const scanId = useId();

  const field = (
    name: Exclude<keyof Draft, 'level' | 'region_code' | 'pilot_status'>,
    more: { maxLength: number; hint?: string; inputMode?: 'tel' | 'email' | 'numeric' },
  ) => {
    const pointer = POINTER[name];
    // `/majors/2` belongs to the one field that holds all majors.
    const fault =
      faults[pointer] ?? Object.entries(faults).find(([key]) => key.startsWith(`${pointer}/`))?.[1];
    return (
      <PlainField
        label={t(`fields.${name}`)}
        value={draft[name]}
        onChange={(value) => onChange({ [name]: value })}
        autoComplete="off"
        error={fault}
        {...more}
      />
    );
  };

  return (
    <>
      <fieldset className="ox-apply__group">
        <legend>{t('groups.school')}</legend>
        {field('name', { maxLength: 100 })}
        {field('uscc', { maxLength: 40, hint: t('uscc_hint') })}
        {field('code', { maxLength: 20, hint: t('code_hint'), inputMode: 'numeric' })}
        <Choice
          label={t('fields.level')}
          value={draft.level}
          error={faults[POINTER.level]}
          onChange={(value) => onChange({ level: value as Draft['level'] })}
        >
          <option value="">{t('choose')}</option>
          {(['undergraduate', 'higher_vocational', 'secondary_vocational'] as const).map((one) => (
            <option key={one} value={one}>
              {t(`levels.${one}`)}
            </option>
          ))}
        </Choice>
        <Choice
          label={t('fields.region_code')}
          value={draft.region_code}
          error={faults[POINTER.region_code]}
          onChange={(value) => onChange({ region_code: value })}
        >
          <option value="">{t('choose')}</option>
          {REGIONS.map((code) => (
            <option key={code} value={code}>
              {text(`short.${code}`, code)}
            </option>
          ))}
        </Choice>
        <Choice
          label={t('fields.pilot_status')}
          value={draft.pilot_status}
          error={faults[POINTER.pilot_status]}
          onChange={(value) => onChange({ pilot_status: value as Draft['pilot_status'] })}
        >
          {(['pilot', 'added_pilot', 'non_pilot'] as const).map((one) => (
            <option key={one} value={one}>
              {t(`pilots.${one}`)}
            </option>
          ))}
        </Choice>
        {field('majors', { maxLength: 500, hint: t('majors_hint') })}
      </fieldset>
      <fieldset className="ox-apply__group">
        <legend>{t('groups.contact')}</legend>
        {field('contact_name', { maxLength: 50 })}
        {field('contact_phone', { maxLength: 30, inputMode: 'tel' })}
        {field('contact_email', { maxLength: 100, inputMode: 'email' })}
      </fieldset>
      <fieldset className="ox-apply__group">
        <legend>{t('groups.admin')}</legend>
        {field('admin_name', { maxLength: 50, hint: t('admin_hint') })}
        {field('admin_phone', { maxLength: 20, inputMode: 'tel' })}
      </fieldset>
      <fieldset className="ox-apply__group">
        <legend>{t('groups.scan')}</legend>
        <div className="ox-field">
          <label className="ox-field__label" htmlFor={scanId}>
            {t('fields.scan')}
          </label>
          <input
            id={scanId}
            type="file"
            accept=".pdf,.png,.jpg,.jpeg"
            className="ox-field__input"
            aria-invalid={faults['/scan'] ? true : undefined}
            aria-describedby={`${scanId}-hint`}
            onChange={(event) => onScan(event.target.files?.[0])}
          />
          <p className="ox-field__hint" id={`${scanId}-hint`}>
            {scan ? scan.name : t(scanOptional ? 'scan_optional_hint' : 'scan_hint')}
          </p>
          {faults['/scan'] && <p className="ox-field__error">{faults['/scan']}</p>}
        </div>
      </fieldset>
    </>
  );
}
