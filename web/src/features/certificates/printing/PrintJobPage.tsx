/** One printing: how far it is, its file, and what is not in it and why. */
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { DateTimeText } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { JobProgress } from '@/components/jobs/JobProgress';
import { useFileDownload } from '@/components/jobs/useFileDownload';
import { api, call } from '@/lib/api/client';
import { ApiProblem } from '@/lib/api/problem';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { useSession } from '@/lib/session/store';
import { OmittedTable } from './OmittedTable';
import { PrintDrawer } from './PrintDrawer';
import { PrintFacts } from './PrintFacts';
import { filePath, PRINT_JOBS, type PrintJob } from './words';

const POLL_MS = 2_000;

export default function PrintJobPage() {
  const { t } = useTranslation('printing');
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { user, grant } = useSession();
  const { problemText } = useProblemText();
  const { take, taking } = useFileDownload(filePath);
  const [again, setAgain] = useState(false);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...PRINT_JOBS, id],
    queryFn: ({ signal }) =>
      call(api.GET('/api/v1/certificate-print-jobs/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.status === 'making' ? POLL_MS : false),
  });
  const refresh = () => client.invalidateQueries({ queryKey: PRINT_JOBS });

  const why = ({ code, detail }: NonNullable<PrintJob['problem']>) => {
    if (code === 'interrupted') return t('interrupted');
    return problemText(new ApiProblem({ status: 0, code, detail }));
  };

  if (error && !data) return <PageProblem error={error} onRetry={() => void refetch()} />;

  // Somebody else's job is not told of; HQ sees any.
  const watched = grant?.role === 'hq_admin' || data?.created_by === user?.id;
  const made = data?.status === 'ready' || data?.status === 'expired';

  return (
    <>
      <PageHeader
        title={t('title')}
        intro={data && <DateTimeText value={data.created_at} />}
        extra={
          data && (
            <>
              {data.status !== 'making' && (
                <Button onClick={() => setAgain(true)}>{t('again')}</Button>
              )}
              {data.status === 'ready' && (
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
          <PrintFacts data={data} />
          {made && (
            <Card size="small" title={t('omitted.title')}>
              <OmittedTable
                omitted={data.omitted}
                count={data.omitted_count ?? data.omitted.length}
                format={data.format}
              />
            </Card>
          )}
        </Flex>
      )}
      {data && again && (
        <PrintDrawer
          filter={data.filter}
          format={data.format}
          onClose={() => setAgain(false)}
          onDone={(next) => void navigate(`/certificate-print-jobs/${next}`)}
        />
      )}
    </>
  );
}
