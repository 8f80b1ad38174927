/** Where the calendar contradicts itself or meets a holiday; told, never decided silently. */
import { Alert, Card, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format/useFormat';
import type { Calendar } from './words';

const TYPE = { info: 'info', warning: 'warning', error: 'error' } as const;
const ORDER: readonly Calendar['warnings'][number]['severity'][] = ['error', 'warning', 'info'];

export function CalendarWarnings({ warnings }: { warnings: Calendar['warnings'] }) {
  const { t, i18n } = useTranslation('editions');
  const format = useFormat();
  if (warnings.length === 0) {
    return <Alert type="success" showIcon title={t('warnings.none')} />;
  }
  const sorted = [...warnings].sort(
    (a, b) =>
      ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || a.start.localeCompare(b.start),
  );
  return (
    <Card size="small" title={t('warnings.title', { count: warnings.length })}>
      <Flex vertical gap={8} component="ul" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {sorted.map((warning) => (
          <li key={`${warning.code}|${warning.start}|${warning.end}|${warning.message_en}`}>
            <Alert
              type={TYPE[warning.severity]}
              showIcon
              title={i18n.language === 'en' ? warning.message_en : warning.message_zh}
              description={
                <small>
                  {warning.start === warning.end
                    ? format.date(warning.start)
                    : t('from_to', {
                        start: format.date(warning.start),
                        end: format.date(warning.end),
                      })}
                  {warning.clauses.length > 0 &&
                    ` · ${t('warnings.clauses', { clauses: warning.clauses.join(t('separator')) })}`}
                </small>
              }
            />
          </li>
        ))}
      </Flex>
    </Card>
  );
}
