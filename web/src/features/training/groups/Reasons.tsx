/** Where the classes do not keep to a rule, with its clause; what may be kept with a reason has a field for it. */
import { Alert, Flex, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import type { Shortfall } from './groupPlan';

/** The first field for a reason, for whoever wants to keep a class as it is. */
export const REASON_ID = 'grouping-reason';

interface Props {
  shortfalls: readonly Shortfall[];
  /** By rule: one reason serves every class. */
  reasons: Readonly<Record<string, string>>;
  onChange: (reasons: Readonly<Record<string, string>>) => void;
}

export function Reasons({ shortfalls, reasons, onChange }: Props) {
  const { t } = useTranslation('training_classes');
  const { text } = useDynamicText('rules');
  if (shortfalls.length === 0) return null;
  const rules = [...new Set(shortfalls.map(({ rule }) => rule))];
  const name = (rule: string) => text(rule.replaceAll('.', '_'), rule);
  const first = rules.find((rule) =>
    shortfalls.some((s) => s.rule === rule && !s.must && !s.agreed),
  );
  return (
    <Alert
      type={shortfalls.some(({ must }) => must) ? 'error' : 'warning'}
      showIcon
      title={t('group.deviations')}
      description={
        <Flex vertical gap={12}>
          {rules.map((rule) => {
            const ofRule = shortfalls.filter((one) => one.rule === rule);
            const [one] = ofRule;
            const clause = one?.clause || t('group.no_clause');
            return (
              <div key={rule}>
                <ul style={{ margin: 0, paddingInlineStart: 16 }}>
                  {ofRule.map(({ key, title, limit, actual }) => (
                    <li key={key}>
                      {t('group.deviation', { title, rule: name(rule), clause, limit, actual })}
                    </li>
                  ))}
                </ul>
                {one?.must && <strong>{t('group.must')}</strong>}
                {one?.agreed && <span>{t('group.agreed', { reason: one.agreed })}</span>}
                {one && !one.must && !one.agreed && (
                  <Input.TextArea
                    {...(rule === first ? { id: REASON_ID } : {})}
                    rows={2}
                    maxLength={500}
                    aria-label={t('group.reason_of', { rule: name(rule), clause })}
                    placeholder={t('group.reason_hint')}
                    value={reasons[rule] ?? ''}
                    onChange={({ target }) => onChange({ ...reasons, [rule]: target.value })}
                  />
                )}
              </div>
            );
          })}
        </Flex>
      }
    />
  );
}
