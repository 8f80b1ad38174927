/** Attempts at a test: who, when, and what they are worth. */
import { useTranslation } from 'react-i18next';
import { DateTimeText, Text } from '@/components/display/Formatted';
import { StateTag, type Tone } from '@/components/display/StateTag';
import { ListPage } from '@/components/list/ListPage';
import type { ListColumn } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { useFormat } from '@/lib/format/useFormat';
import {
  ATTEMPT_STATUSES,
  type Attempt,
  type AttemptStatus,
  listAttempts,
  scoreText,
  TESTS,
} from './api';

const TONE: Record<AttemptStatus, Tone> = { open: 'active', submitted: 'good', expired: 'warn' };

export function AttemptList({ testId }: { testId: string }) {
  const { t } = useTranslation('tests');
  const format = useFormat();
  const { regionName } = useRegions();
  const columns: ListColumn<Attempt>[] = [
    { key: 'name', title: t('fields.name'), render: ({ participant }) => participant.name },
    {
      key: 'staff_no',
      title: t('fields.staff_no'),
      render: ({ participant }) => participant.staff_no,
      initiallyHidden: true,
    },
    {
      key: 'institution',
      title: t('fields.institution'),
      render: ({ participant }) => participant.institution,
    },
    {
      key: 'region',
      title: t('fields.region'),
      render: ({ participant }) => regionName(participant.region_code),
      initiallyHidden: true,
    },
    {
      key: 'no',
      title: t('fields.no'),
      align: 'right',
      render: ({ no }) => format.number(no),
    },
    {
      key: 'status',
      title: t('fields.status'),
      render: ({ status }) => <StateTag tone={TONE[status]}>{t(`status.${status}`)}</StateTag>,
    },
    {
      key: 'score',
      title: t('fields.score'),
      align: 'right',
      render: ({ score_hundredths: score }) => (
        <Text value={score === undefined || score === null ? null : scoreText(score)} />
      ),
    },
    {
      key: 'counts',
      title: t('fields.counts'),
      render: ({ counts }) => (counts ? t('yes') : t('no')),
    },
    {
      key: 'started_at',
      title: t('fields.started_at'),
      render: (row) => <DateTimeText value={row.started_at} />,
    },
    {
      key: 'ended_at',
      title: t('fields.ended_at'),
      render: (row) => <DateTimeText value={row.ended_at} />,
      initiallyHidden: true,
    },
  ];
  return (
    <ListPage<Attempt>
      id="test-attempts"
      title={t('attempts')}
      embedded
      queryKey={[...TESTS, 'attempts', testId]}
      fetchPage={({ q, cursor, limit, count, filters }, signal) =>
        listAttempts(testId, { q, cursor, limit, count, ...filters }, signal)
      }
      columns={columns}
      rowKey={(row) => row.id}
      rowLabel={({ participant, no }) => t('attempt_of', { name: participant.name, no })}
      filters={[
        {
          key: 'status',
          label: t('fields.status'),
          options: ATTEMPT_STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
        },
      ]}
      searchPlaceholder={t('search_attempts')}
      exportTo={{ path: `/api/v1/training-tests/${testId}/attempts/export.xlsx` }}
      empty={{ title: t('no_attempts'), hint: t('no_attempts_hint') }}
    />
  );
}
