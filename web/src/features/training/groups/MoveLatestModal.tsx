/** Moves those who were enrolled last to another batch, so that the others make classes as they should be. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Flex, Form, Input, Modal, Skeleton } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { everyRow } from '@/lib/api/everyRow';
import { type Batch, ENROLMENTS, type Enrolment, listEnrolments, moveEnrolment } from '../api';
import { BatchSelect } from '../enrolments/BatchSelect';

interface Props {
  batch: Batch;
  regions: readonly string[];
  count: number;
  onClose: () => void;
  /** How many have moved: all, or those before one that was refused. */
  onMoved: (count: number) => void;
}

export function MoveLatestModal({ batch, regions, count, onClose, onMoved }: Props) {
  const { t } = useTranslation('training_classes');
  const [form] = Form.useForm<{ batch_id: string; reason: string }>();
  const formName = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [moved, setMoved] = useState(0);
  const client = useQueryClient();
  const { data, error: unread } = useQuery({
    queryKey: [...ENROLMENTS, 'latest', batch.id],
    queryFn: async ({ signal }) => {
      const rows: Enrolment[] = await everyRow((cursor) =>
        listEnrolments({ batch_id: batch.id, status: 'enrolled', limit: 200, cursor }, signal),
      );
      return rows;
    },
    gcTime: 0,
  });
  const latest = (data ?? [])
    .filter(({ region_code }) => regions.includes(region_code))
    .sort((a, b) => b.seq - a.seq)
    .slice(0, count - moved);
  // Who has moved is no longer here: the page behind has to be worked out again.
  const close = () => (moved > 0 ? onMoved(moved) : onClose());

  const move = async ({ batch_id, reason }: { batch_id: string; reason: string }) => {
    setBusy(true);
    setError(undefined);
    let done = 0;
    try {
      // One after the other: the order of enrolment there is that of this list.
      for (const enrolment of [...latest].reverse()) {
        await moveEnrolment(enrolment, batch_id, reason.trim());
        done += 1;
      }
      onMoved(moved + done);
    } catch (refusal) {
      setError(refusal);
      // Who moved before is not moved again; whoever changed meanwhile is read anew.
      setMoved(moved + done);
      await client.invalidateQueries({ queryKey: ENROLMENTS });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t('group.move_latest', { count })}
      okText={t('move_selected')}
      okButtonProps={{ loading: busy, disabled: latest.length === 0 }}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <p>{t('group.move_latest_explain')}</p>
      <ProblemAlert error={error ?? unread} />
      {!data && !unread && <Skeleton active />}
      <Flex vertical component="ul" style={{ paddingInlineStart: 16 }}>
        {latest.map((one) => (
          <li key={one.id}>
            {one.teacher.name} {one.teacher.staff_no} <small>{one.institution.name}</small>
          </li>
        ))}
      </Flex>
      <Form form={form} name={formName} layout="vertical" onFinish={(values) => void move(values)}>
        <Form.Item
          name="batch_id"
          label={t('move_to')}
          rules={[{ required: true, message: t('required') }]}
        >
          <BatchSelect open except={batch.id} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('fields.reason')}
          rules={[{ required: true, whitespace: true, message: t('required') }]}
        >
          <Input maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
