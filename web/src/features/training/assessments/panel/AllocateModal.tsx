/** Giving out designs: first what it would come to, then the deed. */
import { useQuery } from '@tanstack/react-query';
import { Alert, Form, Input, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { WideTable } from '@/components/display/WideTable';
import { instantOf } from '@/lib/format/local';
import { useFormat } from '@/lib/format/useFormat';
import { type Allocation, allocate } from '../api';

interface Props {
  batchId: string;
  open: boolean;
  onClose: () => void;
  onDone: (allocation: Allocation) => void;
}

export function AllocateModal({ batchId, open, onClose, onDone }: Props) {
  const { t } = useTranslation('assessments');
  const format = useFormat();
  const [due, setDue] = useState('');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<unknown>();
  const { data, error, isFetching, refetch } = useQuery({
    // Apart from the group itself: to read that again is not to ask this again.
    queryKey: ['review-allocations', batchId],
    enabled: open,
    queryFn: () => allocate(batchId, { preview: true }),
    gcTime: 0,
    // Each time it is opened: what was given out since is not to be given out.
    staleTime: 0,
    retry: false,
  });

  const close = () => {
    setRefused(undefined);
    setDue('');
    onClose();
  };
  const commit = async () => {
    setBusy(true);
    setRefused(undefined);
    try {
      const due_at = instantOf(due || undefined);
      onDone(await allocate(batchId, { preview: false, ...(due_at ? { due_at } : {}) }));
      setDue('');
    } catch (problem) {
      setRefused(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open={open}
      title={t('allocate')}
      okText={t('allocate')}
      cancelText={t('cancel')}
      confirmLoading={busy}
      okButtonProps={{ disabled: !data || isFetching || data.reviews === 0 }}
      onOk={() => void commit()}
      onCancel={close}
      width={640}
      destroyOnHidden
    >
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isFetching && <Skeleton active />}
      {data && !isFetching && (
        <>
          <p role="status">
            {data.reviews === 0
              ? t('nothing_to_allocate')
              : t('would_allocate', { designs: data.designs, reviews: data.reviews })}
          </p>
          {data.without_design > 0 && <p>{t('without_design', { count: data.without_design })}</p>}
          {data.without_lead.length > 0 && (
            <Alert
              type="warning"
              showIcon
              style={{ marginBottom: 12 }}
              title={t('without_lead', { count: data.without_lead.length })}
              description={data.without_lead.join(t('and'))}
            />
          )}
          <WideTable<Allocation['experts'][number]>
            label={t('experts')}
            size="small"
            rowKey="user_id"
            dataSource={data.experts}
            pagination={false}
            columns={[
              { title: t('fields.expert'), key: 'name', render: (_, row) => row.name },
              {
                title: t('fields.before'),
                key: 'before',
                align: 'right',
                render: (_, row) => format.number(row.before),
              },
              {
                title: t('fields.new'),
                key: 'new',
                align: 'right',
                render: (_, row) => format.number(row.new),
              },
            ]}
          />
          <Form layout="vertical" style={{ marginTop: 12 }}>
            <Form.Item
              label={t('fields.due_at')}
              htmlFor="review-due"
              extra={t('due_hint', { due: format.dateTime(data.due_at) })}
            >
              <Input
                id="review-due"
                type="datetime-local"
                value={due}
                onChange={(event) => setDue(event.target.value)}
              />
            </Form.Item>
          </Form>
        </>
      )}
      <ProblemAlert error={refused} />
    </Modal>
  );
}
