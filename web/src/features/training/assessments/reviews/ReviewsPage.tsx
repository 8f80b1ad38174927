/** Reviews: an expert's own, those due first; for headquarters who has what and what is late. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { StateTag } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn, ListFilter } from '@/components/list/types';
import { UserSelect } from '@/components/pickers/UserSelect';
import { useSession } from '@/lib/session/store';
import { BatchSelect } from '../../enrolments/BatchSelect';
import { listReviews, REVIEWS, type Review } from '../api';
import { REVIEW_STATUSES, REVIEW_TONE } from '../states';

interface Props {
  /** Only those of this batch, inside its page. */
  batchId?: string;
}

export function ReviewList({ batchId }: Props) {
  const { t } = useTranslation('assessments');
  const { grant } = useSession();
  const hq = grant?.role === 'hq_admin';

  const filters: ListFilter[] = [
    {
      key: 'status',
      label: t('fields.status'),
      options: REVIEW_STATUSES.map((value) => ({ value, label: t(`review_status.${value}`) })),
    },
    {
      key: 'late',
      label: t('fields.late'),
      options: [
        { value: 'true', label: t('late') },
        { value: 'false', label: t('not_late') },
      ],
    },
  ];
  if (hq) {
    filters.push({
      key: 'expert_id',
      label: t('fields.expert'),
      options: [],
      control: (value, change) => (
        <UserSelect
          holding="expert"
          label={t('fields.expert')}
          placeholder={t('fields.expert')}
          value={value ?? null}
          onChange={(next) => change(typeof next === 'string' ? next : undefined)}
        />
      ),
    });
  }
  if (hq && !batchId) {
    filters.push({
      key: 'batch_id',
      label: t('fields.batch'),
      options: [],
      control: (value, change) => (
        <BatchSelect
          label={t('fields.batch')}
          placeholder={t('fields.batch')}
          value={value ?? null}
          onChange={(next) => change(typeof next === 'string' ? next : undefined)}
        />
      ),
    });
  }

  const columns: ListColumn<Review>[] = [
    {
      key: 'code',
      title: t('fields.code'),
      render: ({ id, code }) => <Link to={`/reviews/${id}`}>{code}</Link>,
    },
    ...(hq
      ? [
          {
            key: 'expert',
            title: t('fields.expert'),
            render: ({ expert }: Review) => <Text value={expert?.name} />,
          },
          {
            key: 'slot',
            title: t('fields.slot'),
            render: ({ slot }: Review) => t(`slot.${(slot ?? 1) as 1}`),
          },
        ]
      : []),
    ...(batchId
      ? []
      : [{ key: 'batch', title: t('fields.batch'), render: ({ batch }: Review) => batch.title }]),
    {
      key: 'status',
      title: t('fields.status'),
      render: ({ status, late }) => (
        <>
          <StateTag tone={REVIEW_TONE[status]}>{t(`review_status.${status}`)}</StateTag>
          {late && <StateTag tone="bad">{t('late')}</StateTag>}
        </>
      ),
    },
    {
      key: 'due_at',
      title: t('fields.due_at'),
      render: (row) => <DateTimeText value={row.due_at} />,
    },
    {
      key: 'total',
      title: t('fields.total'),
      align: 'right',
      render: ({ total }) => <Text value={total} />,
    },
    {
      key: 'assigned_at',
      title: t('fields.assigned_at'),
      render: (row) => <DateTimeText value={row.assigned_at} />,
      initiallyHidden: true,
    },
    {
      key: 'submitted_at',
      title: t('fields.submitted_at'),
      render: (row) => <DateTimeText value={row.submitted_at} />,
      initiallyHidden: true,
    },
    ...(hq
      ? [
          {
            key: 'reason',
            title: t('fields.reason'),
            render: ({ reason }: Review) => <Text value={reason} />,
            initiallyHidden: true,
          },
        ]
      : []),
  ];

  return (
    <ListPage<Review>
      id={batchId ? 'training-batch-reviews' : 'expert-reviews'}
      title={t('reviews')}
      intro={t(hq ? 'reviews_intro_hq' : 'reviews_intro')}
      embedded={batchId !== undefined}
      queryKey={[...REVIEWS, 'list', batchId]}
      fetchPage={({ cursor, limit, count, filters: set }, signal) =>
        listReviews(
          { cursor, limit, count, ...set, ...(batchId ? { batch_id: batchId } : {}) },
          signal,
        )
      }
      columns={columns}
      rowKey={({ id }) => id}
      rowLabel={({ code }) => code}
      filters={filters}
      {...(hq
        ? {
            exportTo: {
              path: '/api/v1/expert-reviews/export.xlsx',
              ...(batchId ? { query: { batch_id: batchId } } : {}),
            },
          }
        : {})}
      empty={{
        title: t('no_reviews_yet'),
        hint: t(hq ? 'no_reviews_hint_hq' : 'no_reviews_hint'),
        ...(hq ? {} : { action: <Link to="/affiliations">{t('to_affiliations')}</Link> }),
      }}
    />
  );
}

export default function ReviewsPage() {
  return <ReviewList />;
}
