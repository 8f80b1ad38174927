/** Where a class stands: its hours, where it deviates from rules, and its facts. */
import { Alert, Card, Descriptions, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateText, DateTimeText } from '@/components/display/Formatted';
import { useRegions } from '@/components/pickers/regions';
import { useFormat } from '@/lib/format/useFormat';
import type { TrainingClass } from './api';
import { ClassDeviations } from './ClassDeviations';
import { HoursCard } from './HoursCard';

export function ClassOverview({ one }: { one: TrainingClass }) {
  const { t } = useTranslation('training_classes');
  const format = useFormat();
  const { regionName } = useRegions();
  const facts = [
    {
      key: 'batch',
      label: t('fields.batch'),
      children: <Link to={`/training/batches/${one.batch.id}`}>{one.batch.title}</Link>,
    },
    { key: 'period', label: t('fields.period'), children: t('period', { no: one.period }) },
    {
      key: 'regions',
      label: t('fields.regions'),
      children: one.region_codes.map(regionName).join(t('separator')),
    },
    {
      key: 'starts_on',
      label: t('fields.starts_on'),
      children: <DateText value={one.starts_on} />,
    },
    { key: 'ends_on', label: t('fields.ends_on'), children: <DateText value={one.ends_on} /> },
    {
      key: 'participants',
      label: t('fields.participants'),
      children: format.number(one.participant_count),
    },
    {
      key: 'trainers',
      label: t('fields.trainers'),
      children: one.trainers.map(({ name }) => name).join(t('separator')),
    },
    ...(one.started_at
      ? [
          {
            key: 'started_at',
            label: t('fields.started_at'),
            children: <DateTimeText value={one.started_at} />,
          },
        ]
      : []),
    ...(one.finished_at
      ? [
          {
            key: 'finished_at',
            label: t('fields.finished_at'),
            children: <DateTimeText value={one.finished_at} />,
          },
        ]
      : []),
  ];
  return (
    <Flex vertical gap={16}>
      {one.remarks && (
        <Alert
          type={one.status === 'dissolved' ? 'warning' : 'info'}
          showIcon
          title={t('fields.remarks')}
          description={one.remarks}
        />
      )}
      {one.status !== 'dissolved' && <HoursCard hours={one.hours} id={one.id} />}
      <ClassDeviations deviations={one.deviations} />
      <Card size="small">
        <Descriptions size="small" column={{ xs: 1, md: 2, xl: 3 }} items={facts} />
      </Card>
    </Flex>
  );
}
