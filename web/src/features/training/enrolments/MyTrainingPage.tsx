/** A teacher's own enrolments: where each stands, when it is, and what there is to read. Made for a phone. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Card, Descriptions, Empty, Flex, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateTimeText } from '@/components/display/Formatted';
import { PageHeader } from '@/components/display/PageHeader';
import { ProblemAlert } from '@/components/display/ProblemAlert';
import { StateTag } from '@/components/display/StateTag';
import { useFormat } from '@/lib/format/useFormat';
import { ENROLMENTS, type Enrolment, listEnrolments } from '../api';
import { MyDesign } from '../designs/MyDesign';
import { MyClass } from '../mine/MyClass';
import { ENROLMENT_TONE, wasPlaced } from '../states';
import { MyTest } from '../tests/MyTest';

function Mine({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation('training');
  const { t: tc } = useTranslation('training_classes');
  const format = useFormat();
  const { batch, status, rank } = enrolment;
  return (
    <Card
      size="small"
      title={<span style={{ whiteSpace: 'normal' }}>{batch.title}</span>}
      extra={
        <StateTag tone={ENROLMENT_TONE[status]}>
          {rank
            ? t('waiting_rank', { rank: format.number(rank) })
            : t(`enrolment_status.${status}`)}
        </StateTag>
      }
    >
      <p>{t(`my_states.${status}`)}</p>
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2 }}
        items={[
          {
            key: 'dates',
            label: t('fields.dates'),
            children: t('dates', {
              start: format.date(batch.starts_on),
              end: format.date(batch.ends_on),
            }),
          },
          {
            key: 'period',
            label: t('batch_fields.period'),
            children: t('period', { no: batch.period }),
          },
          {
            key: 'institution',
            label: t('enrolment_fields.institution'),
            children: enrolment.institution.name,
          },
          {
            key: 'enrolled_at',
            label: t('enrolment_fields.enrolled_at'),
            children: <DateTimeText value={enrolment.enrolled_at} />,
          },
          ...(enrolment.promoted_at
            ? [
                {
                  key: 'promoted_at',
                  label: t('enrolment_fields.promoted_at'),
                  children: <DateTimeText value={enrolment.promoted_at} />,
                },
              ]
            : []),
          ...(enrolment.reason
            ? [
                {
                  key: 'reason',
                  label: t('enrolment_fields.reason'),
                  children: enrolment.reason,
                },
              ]
            : []),
        ]}
      />
      {status === 'placed' && <MyTest batchId={batch.id} />}
      {wasPlaced(status) && <MyDesign />}
      {enrolment.class && (
        <>
          <Link to={`/training/classes/${enrolment.class.id}`}>
            {tc('my_class', { title: enrolment.class.title })}
          </Link>
          {' · '}
        </>
      )}
      <Link to={`/training/batches/${batch.id}`}>{t('to_batch')}</Link>
      {enrolment.class ? (
        <MyClass enrolment={enrolment} />
      ) : (
        <>
          {' · '}
          <Link to={`/training/batches/${batch.id}?tab=materials`}>{t('to_materials')}</Link>
        </>
      )}
    </Card>
  );
}

export default function MyTrainingPage() {
  const { t } = useTranslation('training');
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } =
    useInfiniteQuery({
      queryKey: [...ENROLMENTS, 'mine'],
      queryFn: ({ pageParam, signal }) => listEnrolments({ limit: 20, cursor: pageParam }, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    });
  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <PageHeader title={t('my_title')} intro={t('my_intro')} />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <Skeleton active />}
      {data && rows.length === 0 && (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={
            <>
              <strong>{t('my_empty')}</strong>
              <div>{t('my_empty_hint')}</div>
            </>
          }
        >
          <Link to="/training/batches">{t('to_batches')}</Link>
        </Empty>
      )}
      <Flex vertical gap={12}>
        {rows.map((row) => (
          <Mine key={row.id} enrolment={row} />
        ))}
        {hasNextPage && (
          <Button block loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </Flex>
    </>
  );
}
