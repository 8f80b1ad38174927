/** The live hours of a class, planned and held, against what the rule asks. */
import { Card, Flex, Progress, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { StateTag } from '@/components/display/StateTag';
import type { TrainingClass } from './api';

export function HoursCard({ hours, status }: Pick<TrainingClass, 'hours' | 'status'>) {
  const { t } = useTranslation('training_classes');
  const bars = [
    // Before it starts it is the plan that counts, then what was held.
    { key: 'planned', have: hours.planned, counts: status === 'formed' },
    { key: 'held', have: hours.held, counts: status === 'running' },
  ] as const;
  const share = (have: number) =>
    hours.least === 0 ? 100 : Math.min(100, Math.round((have / hours.least) * 100));
  return (
    <Card size="small" title={t('hours.title', { clause: hours.clause })}>
      <Flex vertical gap={8}>
        {bars.map(({ key, have, counts }) => (
          <div key={key}>
            <Flex wrap gap={8} align="center">
              <span>{t(`hours.${key}`, { have, least: hours.least })}</span>
              {counts && have < hours.least && (
                <StateTag tone="warn">
                  {t('hours.short', { missing: hours.least - have })}
                </StateTag>
              )}
            </Flex>
            <Progress
              percent={share(have)}
              showInfo={false}
              aria-label={t(`hours.${key}_label`)}
              {...(have >= hours.least ? { status: 'success' as const } : {})}
            />
          </div>
        ))}
        <Typography.Text type="secondary">
          {t('hours.explain', { minutes: hours.hour_minutes, least: hours.least })}
        </Typography.Text>
      </Flex>
    </Card>
  );
}
