/** How the hours of a class stand against the rule: planned and held, with the clause that asks for them. */
import { Flex, Progress, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { StateTag } from '@/components/display/StateTag';
import type { Hours } from './api';

export function HoursBar({ hours }: { hours: Hours }) {
  const { t } = useTranslation('components');
  const required = hours.required_hours ?? 0;
  const share = (n: number) => (required > 0 ? Math.min(100, (n / required) * 100) : 100);
  const bars = [
    {
      key: 'planned',
      label: t('live.hours.planned'),
      n: hours.planned_hours,
      minutes: hours.planned_minutes,
    },
    { key: 'held', label: t('live.hours.held'), n: hours.held_hours, minutes: hours.held_minutes },
  ];
  return (
    <Flex vertical gap={4}>
      {bars.map(({ key, label, n, minutes }) => (
        <Flex key={key} gap={12} align="center" wrap>
          <span style={{ minWidth: 48 }}>{label}</span>
          {required > 0 && (
            <Progress
              percent={share(n)}
              showInfo={false}
              style={{ flex: '1 1 160px', maxWidth: 320 }}
              aria-label={label}
            />
          )}
          <span>
            {required > 0 ? t('live.hours.of', { n, required }) : t('live.hours.alone', { n })}
          </span>
          <Typography.Text type="secondary">{t('live.hours.minutes', { minutes })}</Typography.Text>
          {required > 0 && key === 'planned' && (
            <StateTag tone={n >= required ? 'good' : 'warn'}>
              {n >= required ? t('live.hours.enough') : t('live.hours.short', { n: required - n })}
            </StateTag>
          )}
        </Flex>
      ))}
      {hours.clause && (
        <Typography.Text type="secondary">
          {t('live.hours.rule', {
            clause: hours.clause,
            required,
            minutes: hours.minutes_per_hour,
          })}
        </Typography.Text>
      )}
    </Flex>
  );
}
