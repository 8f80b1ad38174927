/** Issuance runs: what is being prepared, what waits for a second certifier, what was issued. */
import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { DateTimeText } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { useNamed } from '@/components/display/useNamed';
import { ListPage } from '@/components/list/ListPage';
import { useEditions } from '@/components/pickers/useEditions';
import { api, call } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { NewRunDrawer } from './NewRunDrawer';
import { RUN_STATUSES, RUN_TONE, RUNS, type RunRow } from './words';

export default function RunsPage() {
  const { t } = useTranslation('issuance');
  const format = useFormat();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { grant } = useSession();
  const named = useNamed();
  const { options: editionOptions, editionTitle } = useEditions();
  const [creating, setCreating] = useState(false);
  const certifier = grant?.role === 'certifier';

  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t('create.title')}
    </Button>
  );

  return (
    <>
      <ListPage<RunRow>
        id="issuance-runs"
        title={t('title')}
        intro={t('intro')}
        queryKey={[...RUNS, 'list']}
        fetchPage={({ cursor, limit, count, filters: set }, signal) =>
          call(
            api.GET('/api/v1/issuance-runs', {
              params: { query: { cursor, limit, count, ...set } },
              signal,
            }),
          )
        }
        rowKey={(row) => row.id}
        rowLabel={(row) => t(`basis.${row.basis}`)}
        filters={[
          {
            key: 'status',
            label: t('fields.status'),
            options: RUN_STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
          },
          { key: 'edition_id', label: t('fields.edition'), options: editionOptions },
        ]}
        columns={[
          {
            key: 'prepared_at',
            title: t('fields.run'),
            render: (row) => (
              <Link to={`/issuance-runs/${row.id}`}>
                <DateTimeText value={row.prepared_at} />
              </Link>
            ),
          },
          { key: 'basis', title: t('fields.basis'), render: (row) => t(`basis.${row.basis}`) },
          {
            key: 'edition',
            title: t('fields.edition'),
            render: (row) => editionTitle(row.edition_id),
          },
          {
            key: 'eligible',
            title: t('outcome.eligible'),
            align: 'right',
            render: (row) => format.number(row.counts.eligible),
          },
          {
            key: 'issued',
            title: t('outcome.issued'),
            align: 'right',
            render: (row) => format.number(row.counts.issued),
          },
          {
            key: 'ineligible',
            title: t('outcome.ineligible'),
            align: 'right',
            render: (row) => format.number(row.counts.ineligible),
          },
          {
            key: 'already_held',
            title: t('outcome.already_held'),
            align: 'right',
            render: (row) => format.number(row.counts.already_held),
          },
          {
            key: 'by',
            title: t('fields.prepared_by'),
            render: (row) => named(row.prepared_by, row.prepared_by_name),
          },
          {
            key: 'status',
            title: t('fields.status'),
            render: (row) => (
              <StateTag tone={RUN_TONE[row.status]}>{t(`status.${row.status}`)}</StateTag>
            ),
          },
        ]}
        actions={certifier && create}
        empty={{
          title: t('empty'),
          hint: t('empty_hint'),
          ...(certifier ? { action: create } : {}),
        }}
      />
      <NewRunDrawer
        open={creating}
        onClose={() => setCreating(false)}
        onDone={(run) => {
          void client.invalidateQueries({ queryKey: RUNS });
          void navigate(`/issuance-runs/${run.id}`);
        }}
      />
    </>
  );
}
