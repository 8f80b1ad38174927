/** The batches that enrol now, each with its dates and what is left of it; one is chosen. */
import { useQuery } from '@tanstack/react-query';
import { Empty, Flex, Radio, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { everyRow } from '@/lib/api/everyRow';
import { useFormat } from '@/lib/format/useFormat';
import { BATCHES, type Batch, listBatches } from '../api';

export function useOpenBatches() {
  return useQuery({
    queryKey: [...BATCHES, 'open'],
    queryFn: ({ signal }) =>
      everyRow((cursor) => listBatches({ enrolling: true, limit: 200, cursor }, signal)),
  });
}

function Places({ batch }: { batch: Batch }) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const left = batch.places - batch.taken;
  // Whoever waits comes before whoever is enrolled now.
  return left > 0 && batch.waiting === 0 ? (
    <StateTag tone="good">{t('places_left', { places: format.number(left) })}</StateTag>
  ) : (
    <StateTag tone="waiting">{t('full', { waiting: format.number(batch.waiting) })}</StateTag>
  );
}

interface Props {
  value: string | undefined;
  onChange: (id: string) => void;
}

export function BatchChoice({ value, onChange }: Props) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const { data, error, isPending, refetch } = useOpenBatches();
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton active paragraph={{ rows: 2 }} />;
  if (data.length === 0) {
    return (
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description={
          <>
            <strong>{t('no_open_batches')}</strong>
            <div>{t('no_open_batches_hint')}</div>
          </>
        }
      />
    );
  }
  return (
    <Radio.Group
      aria-label={t('choose_batch')}
      value={value}
      onChange={(event) => onChange(event.target.value as string)}
      style={{ display: 'flex', flexDirection: 'column', gap: 12 }}
      options={data.map((batch) => ({
        value: batch.id,
        label: (
          <Flex vertical gap={2}>
            <Flex wrap gap={8} align="center">
              <strong style={{ overflowWrap: 'anywhere' }}>{batch.title}</strong>
              <Places batch={batch} />
            </Flex>
            <span>
              {t('batch_dates', {
                start: format.date(batch.starts_on),
                end: format.date(batch.ends_on),
                until: format.dateTime(batch.enrol_until),
              })}
            </span>
          </Flex>
        ),
      }))}
    />
  );
}
