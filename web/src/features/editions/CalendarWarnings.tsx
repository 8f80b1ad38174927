/** Where the calendar contradicts itself or meets a holiday; told, never decided silently. */
import { Alert, Card, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format/useFormat';
import type { Calendar } from './words';

const DATED = /\d{4}/;
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
  const days = ({ start, end }: Calendar['warnings'][number]) =>
    start === end
      ? format.date(start)
      : t('from_to', { start: format.date(start), end: format.date(end) });
  return (
    <Card size="small" title={t('warnings.title', { count: warnings.length })}>
      <Flex vertical gap={8} component="ul" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {sorted.map((warning) => {
          const message = i18n.language === 'en' ? warning.message_en : warning.message_zh;
          const about = [
            // Most sentences name their days themselves.
            !DATED.test(message) && days(warning),
            warning.clauses.length > 0 &&
              t('warnings.clauses', { clauses: warning.clauses.join(t('separator')) }),
          ].filter(Boolean);
          return (
            <li key={`${warning.code}|${warning.start}|${warning.end}|${warning.message_en}`}>
              <Alert
                type={TYPE[warning.severity]}
                showIcon
                title={message}
                description={about.length > 0 ? <small>{about.join(' · ')}</small> : undefined}
              />
            </li>
          );
        })}
      </Flex>
    </Card>
  );
}
