/** Rules that a class does not keep to, each with its clause and the reason that was given. */
import { Alert, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateTimeText } from '@/components/display/Formatted';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import type { TrainingClass } from './api';

export function ClassDeviations({ deviations }: Pick<TrainingClass, 'deviations'>) {
  const { t } = useTranslation('training_classes');
  const { text } = useDynamicText('rules');
  if (deviations.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('deviations_title', { count: deviations.length })}
      description={
        <Flex vertical gap={8} component="ul" style={{ margin: 0, paddingInlineStart: 16 }}>
          {deviations.map((one) => (
            <li key={one.rule}>
              <strong>{text(one.rule.replaceAll('.', '_'), one.rule)}</strong>
              {t('deviation', {
                clause: one.clause || t('group.no_clause'),
                limit: one.limit,
                actual: one.actual,
              })}
              <div>{t('because', { reason: one.reason })}</div>
              <Typography.Text type="secondary">
                <DateTimeText value={one.recorded_at} />
              </Typography.Text>
            </li>
          ))}
        </Flex>
      }
    />
  );
}
