/** One export: how far it is, what is in it and how it fits, its file, and the one that goes on from it. */
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Descriptions, Flex, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { DateTimeText } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { JobProgress } from '@/components/jobs/JobProgress';
import { useFileDownload } from '@/components/jobs/useFileDownload';
import { api, call, idempotencyKey, idempotent } from '@/lib/api/client';
import { ApiProblem } from '@/lib/api/problem';
import { useFormat } from '@/lib/format/useFormat';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { useSession } from '@/lib/session/store';
import { CountsTable } from './CountsTable';
import { NewExportDrawer } from './NewExportDrawer';

import { useFilterText } from './useFilterText';
import { EXPORTS, filePath, type RegistryExport, STATUS_TONE } from './words';

const POLL_MS = 2_000;

export default function ExportPage() {
  const { t } = useTranslation('registries');
  const { id = '' } = useParams();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { user, grant } = useSession();
  const { problemText } = useProblemText();
  const { take, taking } = useFileDownload(filePath);
  const [following, setFollowing] = useState(false);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...EXPORTS, id],
    queryFn: ({ signal }) =>
      call(api.GET('/api/v1/registry-exports/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.status === 'making' ? POLL_MS : false),
  });

  const refresh = () => client.invalidateQueries({ queryKey: EXPORTS });
  const resume = async () => {
    try {
      await call(
        api.POST('/api/v1/registry-exports/{id}/resume', {
          params: { path: { id }, header: idempotent(idempotencyKey()) },
        }),
      );
    } catch (problem) {
      void message.error(problemText(problem));
    }
    await refresh();
  };

  const why = ({ code, detail }: NonNullable<RegistryExport['problem']>) =>
    code === 'interrupted'
      ? t('interrupted')
      : problemText(new ApiProblem({ status: 0, code, detail }));

  if (error && !data) return <PageProblem error={error} onRetry={() => void refetch()} />;

  const hq = grant?.role === 'hq_admin';
  const mayTake = hq || data?.with_document_numbers === false;
  const written = data?.status === 'ready' || data?.status === 'expired';
  // Somebody else's job is not told of; HQ sees any.
  const watched = hq || data?.created_by === user?.id;

  return (
    <>
      <PageHeader
        title={t(data?.after_export ? 'part_title.increment' : 'part_title.whole')}
        intro={data && <DateTimeText value={data.created_at} />}
        extra={
          data && (
            <>
              {written && <Button onClick={() => setFollowing(true)}>{t('follow.title')}</Button>}
              {data.status === 'failed' && mayTake && (
                <Button type="primary" onClick={() => void resume()}>
                  {t('resume')}
                </Button>
              )}
              {data.status === 'ready' && mayTake && (
                <Button
                  type="primary"
                  icon={<DownloadOutlined />}
                  loading={taking === id}
                  onClick={() => void take(id)}
                >
                  {t('download')}
                </Button>
              )}
            </>
          )
        }
      />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Skeleton active />}
      {data && (
        <Flex vertical gap={16}>
          {data.status === 'making' && (
            <Card>
              {watched && data.job_id ? (
                <JobProgress jobId={data.job_id} title={t('making')} onEnd={() => void refresh()} />
              ) : (
                <Skeleton active title={false} paragraph={{ rows: 1 }} />
              )}
            </Card>
          )}
          {data.status === 'failed' && (
            <Alert
              type="error"
              showIcon
              title={t('failed')}
              description={data.problem && why(data.problem)}
            />
          )}
          {data.status === 'expired' && <Alert type="info" showIcon title={t('expired')} />}
          {data.counts && data.counts.documents_withheld > 0 && (
            <Alert
              type="warning"
              showIcon
              title={t('documents_withheld', { count: data.counts.documents_withheld })}
            />
          )}
          <Facts data={data} />
          {data.counts && (
            <Card size="small" title={t('counts.title')}>
              <CountsTable counts={data.counts} />
            </Card>
          )}
        </Flex>
      )}
      {data && (
        <NewExportDrawer
          open={following}
          after={data}
          onClose={() => setFollowing(false)}
          onDone={(next) => {
            void refresh();
            void navigate(`/registry-exports/${next}`);
          }}
        />
      )}
    </>
  );
}

function Facts({ data }: { data: RegistryExport }) {
  const { t } = useTranslation('registries');
  const format = useFormat();
  const filterText = useFilterText();
  const items = [
    {
      key: 'status',
      label: t('fields.status'),
      children: <StateTag tone={STATUS_TONE[data.status]}>{t(`status.${data.status}`)}</StateTag>,
    },
    { key: 'format', label: t('fields.format'), children: t(`format_long.${data.format}`) },
    { key: 'filter', label: t('fields.filter'), children: filterText(data.filter) },
    { key: 'by', label: t('fields.created_by'), children: data.created_by_name },
    {
      key: 'log',
      label: t('fields.log'),
      children: t('log_window', {
        from: format.number(data.log_from),
        to: format.number(data.log_to),
      }),
    },
  ];
  if (data.after_export) {
    items.push({
      key: 'after',
      label: t('fields.after'),
      children: <Link to={`/registry-exports/${data.after_export}`}>{t('to_earlier')}</Link>,
    });
  }
  if (data.with_document_numbers) {
    items.push({
      key: 'documents',
      label: t('fields.documents'),
      children: (
        <>
          <Tag color="warning">{t('with_documents')}</Tag> {data.reason}
        </>
      ),
    });
  }
  if (data.counts) {
    items.push({
      key: 'registered',
      label: t('fields.registered'),
      children: format.number(data.counts.registered),
    });
  }
  if (data.sha256) {
    items.push({
      key: 'sha256',
      label: t('fields.sha256'),
      children: <code style={{ overflowWrap: 'anywhere' }}>{data.sha256}</code>,
    });
  }
  return (
    <Card size="small">
      <Descriptions size="small" column={{ xs: 1, md: 2 }} items={items} />
    </Card>
  );
}
