/** What participants of a batch read: links and files, in their order. */
import { PlusOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Empty, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { useSession } from '@/lib/session/store';
import {
  BATCHES,
  type Batch,
  listMaterials,
  MATERIAL_WRITERS,
  type Material,
  removeMaterial,
} from '../api';
import { keeps } from '../states';
import { MaterialForm } from './MaterialForm';
import { MaterialItems } from './MaterialItems';

export function MaterialsTab({ batch }: { batch: Batch }) {
  const { t } = useTranslation('training');
  const { modal, message } = App.useApp();
  const { problemText } = useProblemText();
  const client = useQueryClient();
  const { grant } = useSession();
  const [adding, setAdding] = useState(false);
  const key = [...BATCHES, 'one', batch.id, 'materials'];
  const { data, error, isPending, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => listMaterials(batch.id, signal),
  });
  // A branch writes where it looks after the batch.
  const writes =
    grant !== undefined &&
    MATERIAL_WRITERS.includes(grant.role) &&
    (grant.role !== 'branch_staff' || keeps(grant, batch));
  const refresh = () => client.invalidateQueries({ queryKey: key });
  const told = (problem: unknown) => void message.error(problemText(problem));

  const remove = ({ id, title }: Material) =>
    modal.confirm({
      title: t('remove_material_title', { title }),
      okText: t('remove'),
      okButtonProps: { danger: true },
      onOk: () => removeMaterial(batch.id, id).then(refresh, told),
    });

  return (
    <Card
      size="small"
      title={t('tabs.materials')}
      extra={
        writes && (
          <Button icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t('add_material')}
          </Button>
        )
      }
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton active />}
      {data?.items.length === 0 && (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={writes ? t('no_materials_writer') : t('no_materials')}
        />
      )}
      <MaterialItems
        batchId={batch.id}
        items={data?.items ?? []}
        {...(writes ? { onRemove: remove } : {})}
      />
      {writes && (
        <MaterialForm
          batchId={batch.id}
          open={adding}
          onClose={() => setAdding(false)}
          onSaved={async () => {
            setAdding(false);
            await refresh();
          }}
        />
      )}
    </Card>
  );
}
