/** One certificate: every printed field as it was fixed, what holds now, and what took its place. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Descriptions, Flex, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { DateText, DateTimeText, Text } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { ReasonModal } from '@/components/form/ReasonModal';
import { api, call } from '@/lib/api/client';
import { groupNumber } from '@/lib/certificate/number';
import { recordedRows } from '@/lib/certificate/printed';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { useSession } from '@/lib/session/store';
import { RevocationDrawer } from './RevocationDrawer';
import { SharesCard } from './SharesCard';
import { CERTIFICATES, HOLDERS, REVOCATIONS, STATUS_TONE } from './words';

export default function CertificatePage() {
  const { t, i18n } = useTranslation('certificates');
  const { text: printedText } = useDynamicText('verification');
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { grant } = useSession();
  const [revoking, setRevoking] = useState(false);
  const [reissuing, setReissuing] = useState(false);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...CERTIFICATES, id],
    queryFn: ({ signal }) =>
      call(api.GET('/api/v1/certificates/{id}', { params: { path: { id } }, signal })),
  });

  const acting = grant?.role === 'certifier' && data?.status === 'valid';

  if (error && !data) return <PageProblem error={error} onRetry={() => void refetch()} />;

  return (
    <>
      <PageHeader
        title={data ? groupNumber(data.number) : t('title')}
        intro={data?.holder_name}
        extra={
          <>
            {data && (
              <Link to={`/verify?number=${data.number}`}>
                <Button tabIndex={-1}>{t('verify')}</Button>
              </Link>
            )}
            {acting && (
              <>
                <Button onClick={() => setReissuing(true)}>{t('reissue.ask')}</Button>
                <Button danger onClick={() => setRevoking(true)}>
                  {t('revoke.ask')}
                </Button>
              </>
            )}
          </>
        }
      />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Skeleton active />}
      {data && (
        <Flex vertical gap={16}>
          {data.superseded_by && (
            <Alert
              type="warning"
              showIcon
              title={t('superseded_by')}
              description={
                <Link to={`/certificates/${data.superseded_by.id}`}>
                  {groupNumber(data.superseded_by.number)}
                </Link>
              }
            />
          )}
          <Card size="small" title={t('now')}>
            <Descriptions
              size="small"
              column={{ xs: 1, md: 2 }}
              items={[
                {
                  key: 'status',
                  label: t('fields.status'),
                  children: (
                    <StateTag tone={STATUS_TONE[data.status]}>
                      {t(`status.${data.status}`)}
                    </StateTag>
                  ),
                },
                {
                  key: 'issued_at',
                  label: t('fields.issued_at'),
                  children: <DateTimeText value={data.issued_at} />,
                },
                ...(data.status_at
                  ? [
                      {
                        key: 'status_at',
                        label: t('fields.status_at'),
                        children: <DateTimeText value={data.status_at} />,
                      },
                      {
                        key: 'status_reason',
                        label: t('fields.status_reason'),
                        children: <Text value={data.status_reason} />,
                      },
                    ]
                  : []),
                ...(data.supersedes
                  ? [
                      {
                        key: 'supersedes',
                        label: t('fields.supersedes'),
                        children: (
                          <Link to={`/certificates/${data.supersedes.id}`}>
                            {groupNumber(data.supersedes.number)}
                          </Link>
                        ),
                      },
                    ]
                  : []),
                ...(data.registration
                  ? [
                      {
                        key: 'national_number',
                        label: t('fields.national_number'),
                        children: data.registration.national_number,
                      },
                      {
                        key: 'receipt_number',
                        label: t('fields.receipt_number'),
                        children: data.registration.receipt_number,
                      },
                      {
                        key: 'received_on',
                        label: t('fields.received_on'),
                        children: <DateText value={data.registration.received_on} />,
                      },
                    ]
                  : []),
              ]}
            />
          </Card>
          {grant && HOLDERS.includes(grant.role) && <SharesCard certificate={data.id} />}
          <Card size="small" title={t('printed')}>
            <Descriptions
              size="small"
              bordered
              column={1}
              styles={{ label: { width: 140 } }}
              items={recordedRows(data.snapshot, printedText, i18n.language).map((row) => ({
                key: row.key,
                label: row.label,
                children: <span style={{ whiteSpace: 'pre-line' }}>{row.value}</span>,
              }))}
            />
            <Typography.Paragraph type="secondary" style={{ margin: '12px 0 0' }}>
              {t('seal')} <code style={{ overflowWrap: 'anywhere' }}>{data.snapshot_hash}</code>
            </Typography.Paragraph>
          </Card>
        </Flex>
      )}
      <RevocationDrawer
        rows={revoking && data ? [data] : undefined}
        onClose={() => setRevoking(false)}
        onDone={(request) => void navigate(`/certificate-revocations/${request}`)}
      />
      <ReasonModal
        open={reissuing}
        title={t('reissue.ask')}
        okText={t('reissue.submit')}
        explain={t('reissue.explain')}
        onSubmit={async (reason) => {
          const request = await call(
            api.POST('/api/v1/certificates/{id}/reissue', {
              params: { path: { id } },
              body: { reason },
            }),
          );
          await client.invalidateQueries({ queryKey: REVOCATIONS });
          void navigate(`/certificate-revocations/${request.id}`);
        }}
        onClose={() => setReissuing(false)}
      />
    </>
  );
}
