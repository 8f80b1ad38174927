/** Links and files to read, in their order. */
import { DeleteOutlined, DownloadOutlined } from '@ant-design/icons';
import { Button, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFileDownload } from '@/components/jobs/useFileDownload';
import { useFormat } from '@/lib/format/useFormat';
import type { Material } from '../api';

const KB = 1024;

interface Props {
  batchId: string;
  items: readonly Material[];
  onRemove?: (material: Material) => void;
}

export function MaterialItems({ batchId, items, onRemove }: Props) {
  const { t } = useTranslation('training');
  const format = useFormat();
  const { take, taking } = useFileDownload(
    (id) => `/api/v1/training-batches/${batchId}/materials/${id}/file`,
  );
  return (
    <Flex vertical gap={8} component="ul" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {items.map((one) => (
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
          {onRemove && (
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('remove_material', { title: one.title })}
              onClick={() => onRemove(one)}
            />
          )}
        </Flex>
      ))}
    </Flex>
  );
}
