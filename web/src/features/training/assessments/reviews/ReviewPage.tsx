/** One review: the design beside its rubric. The draft keeps itself; what is submitted stays. */
import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Col, Descriptions, Row, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { PageProblem } from '@/components/display/PageProblem';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { useBlobUrl } from '@/components/display/useFileUrl';
import { useFileDownload } from '@/components/jobs/useFileDownload';
import { fetchFile } from '@/lib/api/download';
import { useFormat } from '@/lib/format/useFormat';
import { useSession } from '@/lib/session/store';
import { getReview, REVIEWS, type ReviewDetail, reviewFile } from '../api';
import { REVIEW_TONE } from '../states';
import { ReviewForm } from './ReviewForm';
import { ScoreTable } from './ScoreTable';

/** A PDF is shown in place; anything else is taken along. */
function DesignFile({ review }: { review: ReviewDetail }) {
  const { t } = useTranslation('assessments');
  const { take, taking } = useFileDownload(reviewFile);
  const format = useFormat();
  const pdf = review.design.kind === 'pdf';
  const { data, error, refetch } = useQuery({
    queryKey: [...REVIEWS, 'file', review.id],
    enabled: pdf,
    // The server gives it out as bytes to be saved.
    queryFn: async ({ signal }) =>
      (await fetchFile(reviewFile(review.id), signal)).slice(0, undefined, 'application/pdf'),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const url = useBlobUrl(data);
  return (
    <Card
      size="small"
      title={t('design_file')}
      extra={
        <Button
          icon={<DownloadOutlined />}
          loading={taking === review.id}
          onClick={() => void take(review.id, review.design.name)}
        >
          {t('take_along')}
        </Button>
      }
    >
      <p style={{ overflowWrap: 'anywhere' }}>
        {review.design.name} ·{' '}
        {t('kilobytes', { size: format.number(Math.ceil(review.design.size / 1024)) })}
      </p>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {pdf && !error && !url && <Skeleton active />}
      {url && (
        <iframe
          title={t('design_file')}
          src={url}
          style={{ width: '100%', height: 'min(70vh, 900px)', border: '1px solid #cfd7e3' }}
        />
      )}
      {!pdf && <p>{t('open_outside')}</p>}
    </Card>
  );
}

export default function ReviewPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('assessments');
  const { grant } = useSession();
  const own = grant?.role === 'expert';
  const { data, error, refetch } = useQuery({
    queryKey: [...REVIEWS, 'one', id],
    queryFn: ({ signal }) => getReview(id, signal),
    // What is typed is ahead of what the server knows.
    refetchOnWindowFocus: false,
  });
  if (error && !data) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const writing = own && data.status === 'assigned';

  return (
    <>
      <PageHeader
        title={t('review_of', { code: data.code })}
        intro={data.batch.title}
        extra={
          <>
            <StateTag tone={REVIEW_TONE[data.status]}>{t(`review_status.${data.status}`)}</StateTag>
            {data.late && <StateTag tone="bad">{t('late')}</StateTag>}
          </>
        }
      />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <Row gutter={[16, 16]}>
        <Col xs={24} lg={13}>
          {data.status === 'released' && own ? (
            <Alert type="info" showIcon title={t('released_explain')} />
          ) : (
            <DesignFile review={data} />
          )}
        </Col>
        <Col xs={24} lg={11}>
          <Descriptions
            size="small"
            column={1}
            style={{ marginBottom: 12 }}
            items={[
              {
                key: 'due',
                label: t('fields.due_at'),
                children: <DateTimeText value={data.due_at} />,
              },
              ...(data.expert
                ? [{ key: 'expert', label: t('fields.expert'), children: data.expert.name }]
                : []),
              ...(data.submitted_at
                ? [
                    {
                      key: 'submitted',
                      label: t('fields.submitted_at'),
                      children: <DateTimeText value={data.submitted_at} />,
                    },
                  ]
                : []),
              ...(data.reason
                ? [{ key: 'reason', label: t('fields.reason'), children: data.reason }]
                : []),
            ]}
          />
          {writing ? (
            <ReviewForm key={data.id} review={data} onReload={async () => (await refetch()).data} />
          ) : (
            <Card size="small" title={t('rubric')}>
              <ScoreTable criteria={data.rubric.criteria} scores={data.scores ?? {}} />
              <p style={{ marginTop: 12, whiteSpace: 'pre-wrap' }}>
                <strong>{t('fields.remarks')}</strong>
                <br />
                <Text value={data.remarks} />
              </p>
            </Card>
          )}
        </Col>
      </Row>
      <p>
        <Link to="/reviews">{t('to_reviews')}</Link>
      </p>
    </>
  );
}
