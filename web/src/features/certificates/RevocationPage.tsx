/** One request to revoke or reissue, with its certificates and its decision by another person. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Descriptions, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { useNamed } from '@/components/display/useNamed';
import { WideTable } from '@/components/display/WideTable';
import { ReasonModal } from '@/components/form/ReasonModal';
import { answered } from '@/lib/api/answered';
import { api, call, ifMatch } from '@/lib/api/client';
import { groupNumber } from '@/lib/certificate/number';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { useSession } from '@/lib/session/store';
import { CERTIFICATES, REQUEST_TONE, REVOCATIONS, type RevocationView, STATUS_TONE } from './words';

export default function RevocationPage() {
  const { t } = useTranslation('certificates');
  const { id = '' } = useParams();
  const { modal, message } = App.useApp();
  const { problemText } = useProblemText();
  const client = useQueryClient();
  const { user, grant } = useSession();
  const named = useNamed();
  const [rejecting, setRejecting] = useState(false);
  const key = [...REVOCATIONS, id];
  const { data, error, isPending, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      call(api.GET('/api/v1/certificate-revocations/{id}', { params: { path: { id } }, signal })),
  });

  const mine = data?.requested_by === user?.id;
  const open = grant?.role === 'certifier' && data?.status === 'pending';

  const decided = async (view: RevocationView) => {
    await answered(client, key, view);
    await client.invalidateQueries({ queryKey: [...REVOCATIONS, 'list'] });
    await client.invalidateQueries({ queryKey: CERTIFICATES });
  };

  const approve = (view: RevocationView) =>
    modal.confirm({
      title: t(`approve.title_${view.kind}`, { count: view.certificate_count }),
      content: t(`approve.explain_${view.kind}`),
      okText: t('approve.ok'),
      cancelText: t('cancel'),
      okButtonProps: { danger: view.kind === 'revocation' },
      onOk: async () => {
        try {
          await decided(
            await call(
              api.POST('/api/v1/certificate-revocations/{id}/approve', {
                params: { path: { id }, header: ifMatch(view.version) },
              }),
            ),
          );
        } catch (problem) {
          void message.error(problemText(problem));
          void refetch();
        }
      },
    });

  if (error && !data) return <PageProblem error={error} onRetry={() => void refetch()} />;

  return (
    <>
      <PageHeader
        title={data ? t(`request_kind.${data.kind}`) : t('requests.title')}
        intro={data?.reason}
        extra={
          open &&
          data && (
            <>
              <Button onClick={() => setRejecting(true)}>
                {t(mine ? 'take_back.ask' : 'reject.ask')}
              </Button>
              {!mine && (
                <Button type="primary" danger onClick={() => approve(data)}>
                  {t('approve.ok')}
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
          {open && mine && <Alert type="info" showIcon title={t('requests.other_person')} />}
          <Card size="small">
            <Descriptions
              size="small"
              column={{ xs: 1, md: 2 }}
              items={[
                {
                  key: 'status',
                  label: t('fields.status'),
                  children: (
                    <StateTag tone={REQUEST_TONE[data.status]}>
                      {t(`request_status.${data.status}`)}
                    </StateTag>
                  ),
                },
                {
                  key: 'by',
                  label: t('requests.by'),
                  children: named(data.requested_by, data.requested_by_name),
                },
                {
                  key: 'at',
                  label: t('requests.at'),
                  children: <DateTimeText value={data.requested_at} />,
                },
                {
                  key: 'decided_by',
                  label: t('requests.decided_by'),
                  children: (
                    <Text
                      value={named(data.approved_by ?? data.rejected_by, data.decided_by_name)}
                    />
                  ),
                },
                {
                  key: 'decided',
                  label: t('requests.decided_at'),
                  children: <DateTimeText value={data.decided_at} />,
                },
                {
                  key: 'remarks',
                  label: t('requests.remarks'),
                  children: <Text value={data.remarks} />,
                },
              ]}
            />
          </Card>
          <WideTable
            label={t('title')}
            size="small"
            rowKey="certificate_id"
            pagination={data.items.length > 50 ? { pageSize: 50 } : false}
            dataSource={data.items}
            columns={[
              {
                title: t('fields.number'),
                key: 'number',
                render: (_, item) => (
                  <Link to={`/certificates/${item.certificate_id}`}>
                    {groupNumber(item.number)}
                  </Link>
                ),
              },
              { title: t('fields.holder'), dataIndex: 'holder_name' },
              { title: t('fields.institution'), dataIndex: 'institution_name' },
              {
                title: t('fields.status'),
                key: 'status',
                render: (_, item) => (
                  <StateTag tone={STATUS_TONE[item.status]}>{t(`status.${item.status}`)}</StateTag>
                ),
              },
              {
                title: t('fields.replacement'),
                key: 'replacement',
                render: (_, item) =>
                  item.replacement ? (
                    <Link to={`/certificates/${item.replacement.id}`}>
                      {groupNumber(item.replacement.number)}
                    </Link>
                  ) : (
                    <Text value={null} />
                  ),
              },
            ]}
          />
        </Flex>
      )}
      <ReasonModal
        open={rejecting}
        title={t(mine ? 'take_back.ask' : 'reject.ask')}
        okText={t(mine ? 'take_back.ok' : 'reject.ok')}
        label={t('requests.remarks')}
        onSubmit={async (remarks) => {
          if (!data) return;
          await decided(
            await call(
              api.POST('/api/v1/certificate-revocations/{id}/reject', {
                params: { path: { id }, header: ifMatch(data.version) },
                body: { remarks },
              }),
            ),
          );
        }}
        onClose={() => setRejecting(false)}
      />
    </>
  );
}
