/** Papers: what is being written, what tests may use, what is retired. */
import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { useEditions } from '@/components/pickers/useEditions';
import { useFormat } from '@/lib/format/useFormat';
import { listPapers, PAPER_STATUSES, PAPERS, type Paper } from './api';
import { PaperForm } from './PaperForm';
import { PAPER_TONE } from './tones';

export default function PapersPage() {
  const { t } = useTranslation('papers');
  const client = useQueryClient();
  const navigate = useNavigate();
  const format = useFormat();
  const { options: editions, editionTitle } = useEditions();
  const [adding, setAdding] = useState(false);

  const filters: ListFilter[] = [
    {
      key: 'status',
      label: t('fields.status'),
      options: PAPER_STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
    },
  ];
  if (editions.length > 1) {
    filters.push({ key: 'edition_id', label: t('fields.edition'), options: editions });
  }
  const columns: ListColumn<Paper>[] = [
    {
      key: 'title',
      title: t('fields.title'),
      render: (row) => <Link to={`/papers/${row.id}`}>{row.title}</Link>,
    },
    {
      key: 'status',
      title: t('fields.status'),
      render: (row) => (
        <StateTag tone={PAPER_TONE[row.status]}>{t(`status.${row.status}`)}</StateTag>
      ),
    },
    {
      key: 'questions',
      title: t('fields.questions'),
      align: 'right',
      render: (row) => format.number(row.questions),
    },
    {
      key: 'points',
      title: t('fields.points'),
      align: 'right',
      render: (row) => format.number(row.points_hundredths / 100),
    },
    {
      key: 'limit',
      title: t('fields.time_limit'),
      align: 'right',
      render: (row) => t('minutes', { count: row.time_limit_minutes }),
    },
    {
      key: 'multiple_marks',
      title: t('fields.multiple_marks'),
      render: (row) => t(`multiple.${row.multiple_marks}`),
      initiallyHidden: true,
    },
    {
      key: 'edition',
      title: t('fields.edition'),
      render: (row) => <Text value={editionTitle(row.edition_id)} />,
      initiallyHidden: true,
    },
    {
      key: 'published_at',
      title: t('fields.published_at'),
      render: (row) => <DateTimeText value={row.published_at} />,
    },
    {
      key: 'updated_at',
      title: t('fields.updated_at'),
      render: (row) => <DateTimeText value={row.updated_at} />,
      initiallyHidden: true,
    },
  ];
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('add')}
    </Button>
  );
  return (
    <>
      <ListPage<Paper>
        id="papers"
        title={t('papers')}
        intro={t('intro')}
        queryKey={[...PAPERS, 'list']}
        fetchPage={({ q, cursor, limit, count, filters: set }, signal) =>
          listPapers({ q, cursor, limit, count, ...set }, signal)
        }
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.title}
        filters={filters}
        searchPlaceholder={t('search')}
        actions={add}
        empty={{ title: t('none'), hint: t('none_hint'), action: add }}
      />
      <PaperForm
        open={adding}
        onClose={() => setAdding(false)}
        onSaved={async (paper) => {
          setAdding(false);
          await client.invalidateQueries({ queryKey: PAPERS });
          void navigate(`/papers/${paper.id}`);
        }}
      />
    </>
  );
}
