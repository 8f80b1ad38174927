/** Where a batch stands, what its next step needs, what the rules ask of its classes, and its facts. */
import { Alert, Card, Descriptions, Flex, Progress, Steps, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateText, DateTimeText, Text } from '@/components/display/Formatted';
import { useRegions } from '@/components/pickers/regions';
import { useEditions } from '@/components/pickers/useEditions';
import { useMeta } from '@/lib/api/useMeta';
import { useFormat } from '@/lib/format/useFormat';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { useSession } from '@/lib/session/store';
import type { Batch } from '../api';
import { keeps, WAY } from '../states';
import { Requirements } from './Requirements';

function StateBar({ batch }: { batch: Batch }) {
  const { t } = useTranslation('training');
  if (batch.status === 'cancelled') {
    return <Alert type="error" showIcon title={t('cancelled')} description={batch.remarks} />;
  }
  return (
    <Card size="small">
      <Steps
        size="small"
        current={WAY.indexOf(batch.status)}
        {...(batch.status === 'finished' ? { status: 'finish' as const } : {})}
        items={WAY.map((status) => ({ title: t(`batch_status.${status}`) }))}
      />
    </Card>
  );
}

/** What stands against the next step, or what it waits for. */
function NextStep({ batch }: { batch: Batch }) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const { data: meta } = useMeta();
  const now = Date.parse(meta?.simulated_now ?? new Date().toISOString());
  const over = Date.parse(batch.enrol_until) <= now;
  const { status } = batch;
  if (status === 'finished' || status === 'cancelled') return null;
  const values = {
    until: format.dateTime(batch.enrol_until),
    taken: format.number(batch.taken),
    waiting: format.number(batch.waiting),
  };
  const late = over && status === 'draft';
  const step = late
    ? 'enrolment_over'
    : over && status === 'grouped'
      ? 'grouped_enrolment_over'
      : status;
  return (
    <Alert
      type={late ? 'warning' : 'info'}
      showIcon
      title={t('next_step')}
      description={t(`next.${step}`, values)}
    />
  );
}

function Warnings({ batch, keeper }: { batch: Batch; keeper: boolean }) {
  const { t } = useTranslation('training');
  const { text } = useDynamicText('training');
  return batch.warnings.map(({ code, message, reason }) => (
    <Alert
      key={code}
      type="warning"
      showIcon
      title={`${text(`warnings.${code}`, message)}${text(`warning_clauses.${code}`, '')}`}
      description={reason ? t('warning_reason', { reason }) : keeper && t('warning_explain')}
    />
  ));
}

export function BatchOverview({ batch }: { batch: Batch }) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const { grant } = useSession();
  const { regionName } = useRegions();
  const { editionTitle } = useEditions();
  const keeper = keeps(grant, batch);
  const share = Math.round((batch.taken / batch.places) * 100);
  const facts = [
    {
      key: 'edition',
      label: t('fields.edition'),
      children: <Text value={editionTitle(batch.edition_id)} />,
    },
    {
      key: 'period',
      label: t('batch_fields.period'),
      children: t('period', { no: batch.period }),
    },
    {
      key: 'regions',
      label: t('batch_fields.regions'),
      children: batch.region_codes.map(regionName).join(t('separator')),
    },
    {
      key: 'opened_by',
      label: t('fields.opened_by'),
      children: batch.opened_by_region ? regionName(batch.opened_by_region) : t('headquarters'),
    },
    {
      key: 'enrol_from',
      label: t('batch_fields.enrol_from'),
      children: <DateTimeText value={batch.enrol_from} />,
    },
    {
      key: 'enrol_until',
      label: t('batch_fields.enrol_until'),
      children: <DateTimeText value={batch.enrol_until} />,
    },
    {
      key: 'starts_on',
      label: t('batch_fields.starts_on'),
      children: <DateText value={batch.starts_on} />,
    },
    {
      key: 'ends_on',
      label: t('batch_fields.ends_on'),
      children: <DateText value={batch.ends_on} />,
    },
    ...(batch.design_until
      ? [
          {
            key: 'design_until',
            label: t('batch_fields.design_until'),
            children: <DateTimeText value={batch.design_until} />,
          },
        ]
      : []),
    {
      key: 'planned_hours',
      label: t('batch_fields.planned_hours'),
      children: t('hours', { hours: format.number(batch.planned_hours) }),
    },
    {
      key: 'national_plan',
      label: t('batch_fields.national_plan'),
      children: batch.national_plan ? t('yes') : t('no'),
    },
  ];
  return (
    <Flex vertical gap={16}>
      <StateBar batch={batch} />
      {keeper && <NextStep batch={batch} />}
      <Warnings batch={batch} keeper={keeper} />
      {batch.remarks && batch.status !== 'cancelled' && (
        <Alert type="info" showIcon title={t('fields.remarks')} description={batch.remarks} />
      )}
      <Card size="small" title={t('taken_of_places')}>
        <Progress
          percent={share}
          aria-label={t('taken_of_places')}
          format={() =>
            t('of', { taken: format.number(batch.taken), places: format.number(batch.places) })
          }
        />
        {batch.waiting > 0 && (
          <Typography.Text>
            {t('waiting_count', { waiting: format.number(batch.waiting) })}
          </Typography.Text>
        )}
      </Card>
      <Card size="small">
        <Descriptions size="small" column={{ xs: 1, md: 2, xl: 3 }} items={facts} />
      </Card>
      {keeper && <Requirements batch={batch} />}
      {batch.syllabus && (
        <Card size="small" title={t('fields.syllabus')}>
          <Typography.Paragraph style={{ whiteSpace: 'pre-wrap', marginBottom: 0 }}>
            {batch.syllabus}
          </Typography.Paragraph>
        </Card>
      )}
    </Flex>
  );
}
