/** Who takes part in a class; before it begins they are moved, once it runs they drop out. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { BulkAction, ListColumn } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { useRuleOverride } from '@/components/rules/useRuleOverride';
import { api, call } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { ENROLMENTS } from '../api';
import { ENROLMENT_TONE } from '../states';
import {
  CLASSES,
  dropEnrolment,
  listClasses,
  listMembers,
  type Member,
  moveMembers,
  type TrainingClass,
} from './api';
import { isFormer } from './states';

const NONE = 'none';

interface MoveProps {
  one: TrainingClass;
  members: readonly Member[];
  onClose: () => void;
  onMoved: () => void;
}

function MoveModal({ one, members, onClose, onMoved }: MoveProps) {
  const { t } = useTranslation('training_classes');
  const [to, setTo] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const { withOverrides, overrideDialog } = useRuleOverride();
  const { data, error: unread } = useQuery({
    queryKey: [...CLASSES, 'beside', one.batch.id],
    queryFn: ({ signal }) =>
      listClasses({ batch_id: one.batch.id, status: 'formed', limit: 200 }, signal),
  });
  const others = (data?.items ?? []).filter(({ id }) => id !== one.id);
  const move = async () => {
    if (!to) return;
    setBusy(true);
    setError(undefined);
    try {
      const ids = members.map(({ enrolment_id }) => enrolment_id);
      const outcome = await withOverrides((overrides) =>
        moveMembers(one.batch.id, ids, to === NONE ? undefined : to, overrides),
      );
      if (outcome.done) onMoved();
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t('move')}
      okText={t('move_selected')}
      okButtonProps={{ disabled: !to, loading: busy }}
      onOk={() => void move()}
      onCancel={onClose}
    >
      <p>{t('move_explain', { count: members.length })}</p>
      <Select
        aria-label={t('move_to')}
        placeholder={t('move_to')}
        style={{ width: '100%' }}
        value={to ?? null}
        onChange={(value: string | null) => setTo(value ?? undefined)}
        options={[
          ...others.map((other) => ({
            value: other.id,
            label: t('class_option', { title: other.title, count: other.participant_count }),
          })),
          { value: NONE, label: t('no_class') },
        ]}
      />
      <ProblemAlert error={error ?? unread} />
      {overrideDialog}
    </Modal>
  );
}

export function MembersTab({ one }: { one: TrainingClass }) {
  const { t } = useTranslation('training_classes');
  const { message } = App.useApp();
  const client = useQueryClient();
  const format = useFormat();
  const { grant } = useSession();
  const { regionName } = useRegions();
  const [moving, setMoving] = useState<{ members: readonly Member[]; clear: () => void }>();
  const former = isFormer(grant);
  const mixed = one.region_codes.length > 1;

  const columns: ListColumn<Member>[] = [
    { key: 'name', title: t('fields.name'), render: ({ teacher }) => teacher.name },
    { key: 'staff_no', title: t('fields.staff_no'), render: ({ teacher }) => teacher.staff_no },
    {
      key: 'institution',
      title: t('fields.institution'),
      render: ({ institution }) => institution.name,
    },
    {
      key: 'region',
      title: t('fields.region'),
      render: (row) => regionName(row.region_code),
      initiallyHidden: !mixed,
    },
    { key: 'level', title: t('fields.level'), render: (row) => t(`levels.${row.level}`) },
    {
      key: 'status',
      title: t('fields.status'),
      render: ({ status }) => (
        <StateTag tone={ENROLMENT_TONE[status]}>{t(`member_status.${status}`)}</StateTag>
      ),
    },
    {
      key: 'seq',
      title: t('fields.seq'),
      align: 'right',
      render: ({ seq }) => format.number(seq),
      initiallyHidden: true,
    },
  ];
  const changed = () => {
    void client.invalidateQueries({ queryKey: CLASSES });
    void client.invalidateQueries({ queryKey: ENROLMENTS });
  };
  const drop: BulkAction<Member> = {
    key: 'drop',
    label: t('drop'),
    danger: true,
    excluded: ({ status }) => (status === 'placed' ? undefined : t(`member_status.${status}`)),
    ask: (rows) => (
      <>
        <p>{t('drop_explain', { count: rows.length })}</p>
        <Form.Item
          name="reason"
          label={t('fields.reason')}
          rules={[{ required: true, whitespace: true, message: t('required') }]}
        >
          <Input maxLength={500} showCount />
        </Form.Item>
      </>
    ),
    run: async ({ enrolment_id: id }, values) => {
      // The list of a class does not carry the version of each enrolment.
      const { version } = await call(
        api.GET('/api/v1/training-enrolments/{id}', { params: { path: { id } } }),
      );
      return dropEnrolment(id, version, values.reason?.trim() ?? '');
    },
  };
  return (
    <>
      <ListPage<Member>
        id="training-class-members"
        title={t('members_title')}
        embedded
        queryKey={[...CLASSES, 'members', one.id]}
        fetchPage={({ cursor, limit, count }, signal) =>
          listMembers(one.id, { cursor, limit, count }, signal)
        }
        columns={columns}
        rowKey={(row) => row.enrolment_id}
        rowLabel={({ teacher }) => teacher.name}
        {...(former && one.status === 'formed'
          ? {
              selectionActions: (members: readonly Member[], clear: () => void) => (
                <Button onClick={() => setMoving({ members, clear })}>{t('move_selected')}</Button>
              ),
            }
          : {})}
        bulkActions={former && one.status === 'running' ? [drop] : []}
        onBulkFinished={changed}
        empty={{ title: t('no_members'), hint: t('no_members_hint') }}
      />
      {moving && (
        <MoveModal
          one={one}
          members={moving.members}
          onClose={() => setMoving(undefined)}
          onMoved={() => {
            moving.clear();
            setMoving(undefined);
            void message.success(t('moved'));
            changed();
          }}
        />
      )}
    </>
  );
}
