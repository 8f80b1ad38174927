/** What there is to read. */
import { useQuery } from '@tanstack/react-query';
import { Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { BATCHES, listMaterials } from '../api';
import { MaterialItems } from '../batches/MaterialItems';

export function MyMaterials({ batchId }: { batchId: string }) {
  const { t } = useTranslation('training');
  const { data, error, refetch } = useQuery({
    queryKey: [...BATCHES, 'one', batchId, 'materials'],
    queryFn: ({ signal }) => listMaterials(batchId, signal),
  });
  if (!error && !data?.items.length) return null;
  return (
    <Card size="small" title={t('tabs.materials')}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <MaterialItems batchId={batchId} items={data?.items ?? []} />
    </Card>
  );
}
