/** What was printed in bulk: how far it is, how many could not be printed, its file. */
import { DownloadOutlined, PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { useFileDownload } from '@/components/jobs/useFileDownload';
import { useUrlIds } from '@/components/jobs/useJob';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn } from '@/components/list/types';
import { api, call } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { filterOf, NOT_ASKED, PRINT } from './filter';
import { PrintDrawer } from './PrintDrawer';
import { useFilterText } from './useFilterText';
import { filePath, PRINT_JOBS, type PrintJob, STATUS_TONE } from './words';

export default function PrintJobsPage() {
  const { t } = useTranslation('printing');
  const format = useFormat();
  const navigate = useNavigate();
  const filterText = useFilterText();
  const { take, taking } = useFileDownload(filePath);
  // In the address, so that a run or a class leads to it with itself filled in.
  const [params] = useSearchParams();
  const [urlId, setUrlIds] = useUrlIds();
  const asking = urlId(PRINT) !== undefined;

  const print = (
    <Button type="primary" icon={<PrinterOutlined />} onClick={() => setUrlIds({ [PRINT]: 'new' })}>
      {t('create.title')}
    </Button>
  );

  const count = (value: number | null | undefined) => (
    <Text value={typeof value === 'number' ? format.number(value) : undefined} />
  );
  const columns: ListColumn<PrintJob>[] = [
    {
      key: 'at',
      title: t('fields.at'),
      render: (row) => (
        <Link to={`/certificate-print-jobs/${row.id}`}>
          <DateTimeText value={row.created_at} />
        </Link>
      ),
    },
    { key: 'filter', title: t('fields.filter'), render: (row) => filterText(row.filter) },
    { key: 'format', title: t('fields.format'), render: (row) => t(`format.${row.format}`) },
    { key: 'total', title: t('fields.total'), align: 'right', render: (row) => count(row.total) },
    {
      key: 'printed',
      title: t('fields.printed'),
      align: 'right',
      render: (row) => count(row.printed),
    },
    {
      key: 'omitted',
      title: t('fields.omitted'),
      align: 'right',
      render: (row) => count(row.omitted_count),
    },
    { key: 'by', title: t('fields.by'), render: (row) => row.created_by_name },
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
        row.status === 'ready' ? (
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
      <ListPage<PrintJob>
        id="certificate-print-jobs"
        title={t('title')}
        intro={t('intro')}
        queryKey={[...PRINT_JOBS, 'list']}
        fetchPage={({ cursor, limit, count }, signal) =>
          call(
            api.GET('/api/v1/certificate-print-jobs', {
              params: { query: { cursor, limit, count } },
              signal,
            }),
          )
        }
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => `${format.dateTime(row.created_at)} ${filterText(row.filter)}`}
        exportTo={{ path: '/api/v1/certificate-print-jobs/export.xlsx' }}
        actions={print}
        empty={{ title: t('empty'), hint: t('empty_hint'), action: print }}
      />
      {asking && (
        <PrintDrawer
          filter={filterOf(params)}
          onClose={() => setUrlIds(NOT_ASKED)}
          onDone={(id) => void navigate(`/certificate-print-jobs/${id}`)}
        />
      )}
    </>
  );
}
