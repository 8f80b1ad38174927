/** Files of certificates for registries: what was asked for, how far it is, what is in it. */
import { DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { useFileDownload } from '@/components/jobs/useFileDownload';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn } from '@/components/list/types';
import { api, call } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { NewExportDrawer } from './NewExportDrawer';

import { useFilterText } from './useFilterText';
import { EXPORTS, filePath, type RegistryExport, STATUS_TONE } from './words';

export default function ExportsPage() {
  const { t } = useTranslation('registries');
  const format = useFormat();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { grant } = useSession();
  const filterText = useFilterText();
  const { take, taking } = useFileDownload(filePath);
  const [creating, setCreating] = useState(false);
  const hq = grant?.role === 'hq_admin';

  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t('create.title')}
    </Button>
  );

  const columns: ListColumn<RegistryExport>[] = [
    {
      key: 'created_at',
      title: t('fields.created_at'),
      render: (row) => (
        <Link to={`/registry-exports/${row.id}`}>
          <DateTimeText value={row.created_at} />
        </Link>
      ),
    },
    {
      key: 'part',
      title: t('fields.part'),
      render: (row) => (
        <>
          {t(row.after_export ? 'part.increment' : 'part.whole')}
          {row.with_document_numbers && (
            <Tag color="warning" style={{ marginInlineStart: 8 }}>
              {t('with_documents')}
            </Tag>
          )}
        </>
      ),
    },
    { key: 'filter', title: t('fields.filter'), render: (row) => filterText(row.filter) },
    { key: 'format', title: t('fields.format'), render: (row) => t(`format.${row.format}`) },
    {
      key: 'rows',
      title: t('fields.rows'),
      align: 'right',
      render: (row) => <Text value={row.counts ? format.number(row.counts.rows) : undefined} />,
    },
    { key: 'by', title: t('fields.created_by'), render: (row) => row.created_by_name },
    {
      key: 'status',
      title: t('fields.status'),
      render: (row) => (
        <StateTag tone={STATUS_TONE[row.status]}>{t(`status.${row.status}`)}</StateTag>
      ),
    },
    {
      key: 'file',
      title: t('fields.file'),
      render: (row) =>
        row.status === 'ready' && (hq || !row.with_document_numbers) ? (
          <Button
            size="small"
            icon={<DownloadOutlined />}
            loading={taking === row.id}
            onClick={() => void take(row.id)}
          >
            {t('download')}
          </Button>
        ) : (
          <Text value={undefined} />
        ),
    },
  ];

  return (
    <>
      <ListPage<RegistryExport>
        id="registry-exports"
        title={t('title')}
        intro={t('intro')}
        queryKey={[...EXPORTS, 'list']}
        fetchPage={({ cursor, limit, count }, signal) =>
          call(
            api.GET('/api/v1/registry-exports', {
              params: { query: { cursor, limit, count } },
              signal,
            }),
          )
        }
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => `${format.dateTime(row.created_at)} ${filterText(row.filter)}`}
        actions={create}
        empty={{ title: t('empty'), hint: t('empty_hint'), action: create }}
      />
      <NewExportDrawer
        open={creating}
        onClose={() => setCreating(false)}
        onDone={(id) => {
          void client.invalidateQueries({ queryKey: EXPORTS });
          void navigate(`/registry-exports/${id}`);
        }}
      />
    </>
  );
}
