/** Controls for the public pages, without the component library: they keep the first load small. */
import {
  type ButtonHTMLAttributes,
  type InputHTMLAttributes,
  type ReactNode,
  useId,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import './plain.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  tone?: 'primary' | 'default' | 'quiet';
  wide?: boolean;
  /** Disabled and announced as working. */
  busy?: boolean;
}

export function PlainButton({
  tone = 'default',
  wide = false,
  busy = false,
  type = 'button',
  className = '',
  disabled,
  children,
  ...rest
}: ButtonProps) {
  const classes = [
    'ox-button',
    tone !== 'default' && `ox-button--${tone}`,
    wide && 'ox-button--wide',
    className,
  ];
  return (
    <button
      {...rest}
      type={type}
      className={classes.filter(Boolean).join(' ')}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
    >
      {children}
    </button>
  );
}

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ReactNode;
  error?: string | undefined;
}

export function PlainField({ label, value, onChange, hint, error, type, ...rest }: FieldProps) {
  const id = useId();
  const { t } = useTranslation('common');
  const [shown, setShown] = useState(false);
  const secret = type === 'password';
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="ox-field">
      <label className="ox-field__label" htmlFor={id}>
        {label}
      </label>
      <div className={secret ? 'ox-field__wrap' : undefined}>
        <input
          {...rest}
          id={id}
          type={secret && shown ? 'text' : type}
          className="ox-field__input"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy || undefined}
        />
        {secret && (
          <PlainButton
            tone="quiet"
            className="ox-field__toggle"
            aria-pressed={shown}
            aria-label={t(shown ? 'password.hide_label' : 'password.show_label')}
            onClick={() => setShown(!shown)}
          >
            {t(shown ? 'password.hide' : 'password.show')}
          </PlainButton>
        )}
      </div>
      {hint && (
        <p className="ox-field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="ox-field__error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

interface AlertProps {
  tone?: 'info' | 'error' | 'good' | 'warn';
  children: ReactNode;
}

/** An error is announced at once, the rest when the reader pauses. */
export function PlainAlert({ tone = 'info', children }: AlertProps) {
  return (
    <div className={`ox-alert ox-alert--${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

export function PlainLoading({ label }: { label?: string }) {
  // No hook into the catalogue: this is what stands while catalogues load.
  return (
    <div className="ox-loading" role="status" aria-busy="true">
      <div className="ox-spinner" />
      {label && <span>{label}</span>}
    </div>
  );
}
