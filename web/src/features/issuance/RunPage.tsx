/** One run: who gets a certificate, who does not and why; approved by a second certifier, then issued. */
import { PrinterOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Descriptions, Flex, Result, Skeleton, Steps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { useNamed } from '@/components/display/useNamed';
import { useInstitutionName } from '@/components/display/useNameOf';
import { ReasonModal } from '@/components/form/ReasonModal';
import { JobProgress } from '@/components/jobs/JobProgress';
import { useUrlIds } from '@/components/jobs/useJob';
import { useRegions } from '@/components/pickers/regions';
import { useEditions } from '@/components/pickers/useEditions';
import { api, call, ifMatch } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { useSession } from '@/lib/session/store';
import { RunItems } from './RunItems';
import { ENDED, RUN_TONE, RUNS, type Run } from './words';

/** Preparing has no end of its own to wait for where no job is named. */
const POLL_MS = 2_000;

const BROKEN_OFF: readonly Run['status'][] = ['rejected', 'cancelled', 'failed'];

const STEP: Record<Run['status'], number> = {
  preparing: 0,
  prepared: 1,
  approved: 2,
  issuing: 2,
  issued: 3,
  rejected: 1,
  cancelled: 1,
  failed: 0,
};

export default function RunPage() {
  const { t } = useTranslation('issuance');
  const { id = '' } = useParams();
  const { modal, message } = App.useApp();
  const { problemText } = useProblemText();
  const format = useFormat();
  const client = useQueryClient();
  const { user, grant } = useSession();
  const named = useNamed();
  const { regionName } = useRegions();
  const { editionTitle } = useEditions();
  const [urlId, setUrlIds] = useUrlIds();
  const [rejecting, setRejecting] = useState(false);
  const key = [...RUNS, id];
  const { data, error, isPending, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      call(api.GET('/api/v1/issuance-runs/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) =>
      state.data && ['preparing', 'issuing'].includes(state.data.status) ? POLL_MS : false,
  });

  const school = data?.filter.institution_id ?? undefined;
  const institution = useInstitutionName(school);

  const certifier = grant?.role === 'certifier';
  const mine = data?.prepared_by === user?.id;
  const ended = ENDED.find((status) => status === data?.status);
  const job = urlId('job') ?? data?.job_id ?? undefined;

  const refresh = async () => {
    await client.invalidateQueries({ queryKey: RUNS });
  };

  const attempt = async (action: () => Promise<unknown>) => {
    try {
      await action();
      await refresh();
    } catch (problem) {
      void message.error(problemText(problem));
      void refetch();
    }
  };

  const approve = (run: Run) =>
    modal.confirm({
      title: t('approve.title', { count: run.counts.eligible }),
      content: t('approve.explain'),
      okText: t('approve.ok'),
      cancelText: t('cancel'),
      onOk: () =>
        attempt(() =>
          call(
            api.POST('/api/v1/issuance-runs/{id}/approve', {
              params: { path: { id }, header: ifMatch(run.version) },
            }),
          ),
        ),
    });

  const issue = (run: Run) =>
    modal.confirm({
      title: t('issue.title', { count: run.counts.eligible }),
      content: t('issue.explain'),
      okText: t('issue.ok'),
      cancelText: t('cancel'),
      onOk: () =>
        attempt(async () => {
          const started = await call(
            api.POST('/api/v1/issuance-runs/{id}/issue', {
              params: { path: { id }, header: ifMatch(run.version) },
            }),
          );
          setUrlIds({ job: started.job.id });
        }),
    });

  if (error && !data) return <PageProblem error={error} onRetry={() => void refetch()} />;

  return (
    <>
      <PageHeader
        title={data ? t('run_title', { basis: t(`basis.${data.basis}`) }) : t('title')}
        intro={data && editionTitle(data.edition_id)}
        extra={
          certifier &&
          data && (
            <>
              {(data.status === 'prepared' || data.status === 'approved') && (
                <Button onClick={() => setRejecting(true)}>
                  {t(mine ? 'cancel_run.ok' : 'reject.ok')}
                </Button>
              )}
              {data.status === 'prepared' && !mine && (
                <Button
                  type="primary"
                  disabled={data.counts.eligible === 0}
                  onClick={() => approve(data)}
                >
                  {t('approve.ok')}
                </Button>
              )}
              {data.status === 'approved' && (
                <Button type="primary" onClick={() => issue(data)}>
                  {t('issue.ok')}
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
          <Card>
            <Steps
              size="small"
              current={STEP[data.status]}
              status={BROKEN_OFF.includes(data.status) ? 'error' : 'process'}
              items={[
                { title: t('steps.prepare') },
                { title: t('steps.approve') },
                { title: t('steps.issue') },
              ]}
            />
          </Card>
          {data.filter.include_revoked && (
            <Alert type="warning" showIcon title={t('includes_revoked')} />
          )}
          {data.status === 'prepared' && certifier && mine && (
            <Alert type="info" showIcon title={t('other_person')} />
          )}
          {(data.status === 'preparing' || data.status === 'issuing') && (
            <Card>
              {job ? (
                <JobProgress
                  jobId={job}
                  title={t(`progress.${data.status}`)}
                  onEnd={() => void refresh()}
                />
              ) : (
                <Skeleton active title={false} paragraph={{ rows: 1 }} />
              )}
            </Card>
          )}
          {data.status === 'issued' && (
            <Card>
              <Result
                status="success"
                title={t('done', { count: data.counts.issued })}
                extra={[
                  <Link key="certificates" to={`/certificates?run_id=${data.id}`}>
                    <Button type="primary" tabIndex={-1}>
                      {t('to_certificates')}
                    </Button>
                  </Link>,
                  <Link key="print" to={`/certificate-print-jobs?print=new&run_id=${data.id}`}>
                    <Button icon={<PrinterOutlined />} tabIndex={-1}>
                      {t('print')}
                    </Button>
                  </Link>,
                ]}
              />
            </Card>
          )}
          <Card size="small">
            <Descriptions
              size="small"
              column={{ xs: 1, md: 2, xl: 3 }}
              items={[
                {
                  key: 'status',
                  label: t('fields.status'),
                  children: (
                    <StateTag tone={RUN_TONE[data.status]}>{t(`status.${data.status}`)}</StateTag>
                  ),
                },
                {
                  key: 'for',
                  label: t('fields.for'),
                  children: data.filter.region_code
                    ? regionName(data.filter.region_code)
                    : school
                      ? (institution ?? t('for_institution'))
                      : t('for_all'),
                },
                {
                  key: 'prepared',
                  label: t('fields.prepared_by'),
                  children: (
                    <span>
                      {named(data.prepared_by, data.prepared_by_name)}{' '}
                      <DateTimeText value={data.prepared_at} />
                    </span>
                  ),
                },
                {
                  key: 'approved',
                  label: t('fields.approved_by'),
                  children: data.approved_by ? (
                    <span>
                      {named(data.approved_by, data.approved_by_name)}{' '}
                      <DateTimeText value={data.approved_at} />
                    </span>
                  ) : (
                    <Text value={null} />
                  ),
                },
                ...(ended
                  ? [
                      {
                        key: 'ended',
                        label: t(`ended.${ended}`),
                        children: (
                          <span>
                            {named(data.ended_by, data.ended_by_name)}{' '}
                            <DateTimeText value={data.ended_at} />
                          </span>
                        ),
                      },
                    ]
                  : []),
                ...(data.remarks
                  ? [{ key: 'remarks', label: t('fields.remarks'), children: data.remarks }]
                  : []),
              ]}
            />
          </Card>
          {data.status !== 'preparing' && (
            <RunItems
              runId={data.id}
              editionId={data.edition_id}
              basis={data.basis}
              counts={{ ...data.counts }}
              issued={data.status === 'issued'}
              number={format.number}
            />
          )}
        </Flex>
      )}
      <ReasonModal
        open={rejecting}
        title={t(mine ? 'cancel_run.title' : 'reject.title')}
        okText={t(mine ? 'cancel_run.ok' : 'reject.ok')}
        explain={t('reject.explain')}
        label={t('fields.remarks')}
        danger
        onSubmit={async (remarks) => {
          if (!data) return;
          const request = {
            params: { path: { id }, header: ifMatch(data.version) },
            body: { remarks },
          };
          // One takes one's own back and rejects somebody else's.
          await call(
            mine
              ? api.POST('/api/v1/issuance-runs/{id}/cancel', request)
              : api.POST('/api/v1/issuance-runs/{id}/reject', request),
          );
          await refresh();
        }}
        onClose={() => setRejecting(false)}
      />
    </>
  );
}
