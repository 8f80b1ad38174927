/** What participants of a batch read: links and files, in their order. */
import { DeleteOutlined, DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Empty, Flex, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { useFileDownload } from '@/components/jobs/useFileDownload';
import { useFormat } from '@/lib/format/useFormat';
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

const KB = 1024;

export function MaterialsTab({ batch }: { batch: Batch }) {
  const { t } = useTranslation('training');
  const { modal, message } = App.useApp();
  const { problemText } = useProblemText();
  const client = useQueryClient();
  const format = useFormat();
  const { grant } = useSession();
  const { take, taking } = useFileDownload(
    (id) => `/api/v1/training-batches/${batch.id}/materials/${id}/file`,
  );
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
      <Flex vertical gap={8} component="ul" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {data?.items.map((one) => (
          <Flex key={one.id} component="li" wrap gap={8} align="center">
            {one.url ? (
              <a
                href={one.url}
                target="_blank"
                rel="noopener noreferrer"
                style={{ overflowWrap: 'anywhere' }}
              >
                {one.title}
              </a>
            ) : (
              <>
                <Button
                  type="link"
                  icon={<DownloadOutlined />}
                  style={{ paddingInline: 0, height: 'auto', whiteSpace: 'normal' }}
                  loading={taking === one.id}
                  onClick={() => void take(one.id, one.file_name ?? undefined)}
                >
                  {one.title}
                </Button>
                <Typography.Text type="secondary" style={{ overflowWrap: 'anywhere' }}>
                  {t('file_size', {
                    name: one.file_name ?? '',
                    size: format.number(Math.max(1, Math.round((one.size ?? 0) / KB))),
                  })}
                </Typography.Text>
              </>
            )}
            {writes && (
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('remove_material', { title: one.title })}
                onClick={() => remove(one)}
              />
            )}
          </Flex>
        ))}
      </Flex>
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
