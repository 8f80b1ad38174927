/** A paper as a participant would see it, in an order that changes with each look. */
import { ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Modal, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { PAPERS, previewPaper } from './api';

export function PreviewModal({
  id,
  version,
  open,
  onClose,
}: {
  id: string;
  version: number;
  open: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation('papers');
  const [seed, setSeed] = useState(1);
  const { data, error, refetch } = useQuery({
    queryKey: [...PAPERS, 'preview', id, version, seed],
    queryFn: ({ signal }) => previewPaper(id, seed, signal),
    enabled: open,
  });
  return (
    <Modal
      open={open}
      title={t('preview')}
      onCancel={onClose}
      footer={
        <Flex justify="space-between">
          <Button icon={<ReloadOutlined />} onClick={() => setSeed((one) => one + 1)}>
            {t('other_order')}
          </Button>
          <Button type="primary" onClick={onClose}>
            {t('close')}
          </Button>
        </Flex>
      }
    >
      <Typography.Paragraph type="secondary">{t('preview_hint')}</Typography.Paragraph>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      <ol style={{ paddingInlineStart: 20 }}>
        {data?.items.map((question) => (
          <li key={question.id} style={{ marginBottom: 12 }}>
            <div style={{ whiteSpace: 'pre-wrap' }}>{question.stem}</div>
            <ul style={{ listStyle: 'circle' }}>
              {question.options.map((option) => (
                <li key={option.key}>{option.text}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </Modal>
  );
}
