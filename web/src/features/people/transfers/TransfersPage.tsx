/** Transfers that touch one's scope: who waits for whom, and what has been settled. */
import { SwapOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import { InstitutionSelect } from '@/components/pickers/InstitutionSelect';
import { useSession } from '@/lib/session/store';
import {
  DIRECTIONS,
  decideTransfer,
  listTransfers,
  SETTLERS,
  STATUS_TONE,
  STATUSES,
  TRANSFERS,
  type Transfer,
} from './api';
import { type TransferDraft, TransferForm } from './TransferForm';
import { Waiting } from './Waiting';

export default function TransfersPage() {
  const { t } = useTranslation('transfers');
  const client = useQueryClient();
  const navigate = useNavigate();
  const { grant } = useSession();
  const [draft, setDraft] = useState<TransferDraft>();
  const settler = grant !== undefined && SETTLERS.includes(grant.role);

  const requestButton = (
    <Button type="primary" icon={<SwapOutlined />} onClick={() => setDraft({})}>
      {t('request')}
    </Button>
  );

  return (
    <>
      <ListPage<Transfer>
        id="transfers"
        title={t('title')}
        intro={t('intro')}
        queryKey={[...TRANSFERS, 'list']}
        fetchPage={({ q, cursor, limit, count, filters: set }, signal) =>
          listTransfers({ q, cursor, limit, count, ...set }, signal)
        }
        searchPlaceholder={t('search')}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.name}
        exportTo={{ path: '/api/v1/transfers/export.xlsx' }}
        filters={[
          {
            key: 'status',
            label: t('fields.status'),
            options: STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
          },
          ...(settler
            ? [
                {
                  key: 'open',
                  label: t('open.label'),
                  options: [{ value: 'true', label: t('open.mine') }],
                },
              ]
            : []),
          ...(grant?.scope.kind === 'country'
            ? []
            : [
                {
                  key: 'direction',
                  label: t('direction.label'),
                  options: DIRECTIONS.map((value) => ({ value, label: t(`direction.${value}`) })),
                },
              ]),
          ...(settler
            ? [
                {
                  key: 'institution_id',
                  label: t('school'),
                  options: [],
                  control: (
                    value: string | undefined,
                    change: (value: string | undefined) => void,
                  ) => (
                    <InstitutionSelect
                      label={t('school')}
                      placeholder={t('school')}
                      value={value ?? null}
                      onChange={(next) => change(typeof next === 'string' ? next : undefined)}
                    />
                  ),
                },
              ]
            : []),
        ]}
        columns={[
          {
            key: 'name',
            title: t('fields.name'),
            render: (row) => <Link to={`/transfers/${row.id}`}>{row.name}</Link>,
          },
          {
            key: 'from',
            title: t('fields.from'),
            render: (row) => row.from_institution_name ?? t('from_hidden'),
          },
          { key: 'to', title: t('fields.to'), render: (row) => row.to_institution_name },
          {
            key: 'number',
            title: t('fields.new_number'),
            render: (row) => row.student_no,
            initiallyHidden: true,
          },
          {
            key: 'status',
            title: t('fields.status'),
            render: (row) => (
              <StateTag tone={STATUS_TONE[row.status]}>{t(`status.${row.status}`)}</StateTag>
            ),
          },
          {
            key: 'waits',
            title: t('fields.waits'),
            render: (row) => <Waiting transfer={row} decides={settler} />,
          },
          {
            key: 'reason',
            title: t('fields.reason'),
            render: (row) => <Text value={row.reason} />,
            initiallyHidden: true,
          },
          {
            key: 'requested_at',
            title: t('fields.requested_at'),
            render: (row) => <DateTimeText value={row.requested_at} />,
          },
          {
            key: 'settled_at',
            title: t('fields.settled_at'),
            render: (row) => <DateTimeText value={row.settled_at} />,
            initiallyHidden: true,
          },
        ]}
        bulkActions={
          settler
            ? [
                {
                  key: 'approve',
                  label: t('approve.do'),
                  confirm: (rows) => t('approve_many', { count: rows.length }),
                  excluded: (row) =>
                    row.open_sides.length > 0 ? undefined : t('nothing_to_decide'),
                  run: (row) => decideTransfer(row, 'approve', ''),
                },
              ]
            : []
        }
        actions={requestButton}
        empty={{ title: t('empty'), hint: t('empty_hint'), action: requestButton }}
      />
      <TransferForm
        draft={draft}
        onClose={() => setDraft(undefined)}
        onRequested={async (transfer) => {
          setDraft(undefined);
          await client.invalidateQueries({ queryKey: TRANSFERS });
          void navigate(`/transfers/${transfer.id}`);
        }}
      />
    </>
  );
}
